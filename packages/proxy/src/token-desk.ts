import type { Clock, Logger, Secret } from '@ironbridge/common';
import {
  TokenRejectedError,
  verifyConsoleToken,
  type AccessMode,
  type ConsoleTarget,
  type ConsoleToken,
  type SessionRecord,
  type SessionStore,
} from '@ironbridge/store';
import type { AuthorisedSession } from './authorised-session.js';
import { SessionRejectedError } from './errors.js';
import type { ProxyMetrics } from './metrics.js';
import type { RequestContext } from './request-context.js';
import { createSessionKey, hashSessionKey } from './session-key.js';

export interface TokenDeskOptions {
  readonly sessions: SessionStore;
  readonly tokenKey: Secret<Buffer>;
  readonly sessionLimitMs: number;
  /** True where nobody may do more than look, whatever their token says. */
  readonly readOnly: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: ProxyMetrics;
}

/** What a token was exchanged for. */
export interface RedeemedToken {
  /** For whoever redeemed; only its hash is kept. */
  readonly key: Secret;
  readonly keyHash: string;
  readonly record: SessionRecord;
  readonly target: ConsoleTarget;
}

/** Exchanges tokens for sessions, and finds the session of a key. The cause of a refusal is told to the audit alone. */
export class TokenDesk {
  readonly #options: TokenDeskOptions;

  public constructor(options: TokenDeskOptions) {
    this.#options = options;
  }

  /**
   * What a token says, if it is genuine and not too late. Asks nobody and changes nothing.
   *
   * @throws TokenRejectedError
   */
  public verify(token: Secret, context: RequestContext): ConsoleToken {
    const claims = verifyConsoleToken(token.reveal(), this.#options.tokenKey);
    if (claims === undefined) throw this.#refuse(new TokenRejectedError('forged'), context);
    if (claims.expiresAt <= this.#options.clock.now()) {
      throw this.#refuse(new TokenRejectedError('expired'), context, claims);
    }
    return claims;
  }

  /**
   * Spends a verified token on a new session.
   *
   * @throws TokenRejectedError
   */
  public async redeem(claims: ConsoleToken, context: RequestContext): Promise<RedeemedToken> {
    try {
      const redeemed = await this.#open(claims);
      this.#options.metrics.redeemed();
      this.#options.log.info(
        { event: 'token-redeemed', sessionId: redeemed.record.id, ...about(claims, context) },
        'A token was redeemed',
      );
      return redeemed;
    } catch (error) {
      throw error instanceof TokenRejectedError ? this.#refuse(error, context, claims) : error;
    }
  }

  /**
   * The live session of a key.
   *
   * @throws SessionRejectedError where it has ended, for whatever reason
   */
  public async find(key: Secret, context: RequestContext): Promise<AuthorisedSession> {
    const keyHash = hashSessionKey(key);
    const record = await this.#options.sessions.find(keyHash);
    if (record === null) {
      this.#options.log.warn({ event: 'session-refused', ...context }, 'A session key opened nothing');
      throw new SessionRejectedError();
    }
    return { record: { ...record, mode: this.#enforced(record.mode) }, keyHash, isOneTime: false };
  }

  async #open(claims: ConsoleToken): Promise<RedeemedToken> {
    const { sessions, clock, sessionLimitMs } = this.#options;
    const key = createSessionKey();
    const keyHash = hashSessionKey(key);
    const record = await sessions.redeem({
      tokenId: claims.id,
      tokenExpiresAt: claims.expiresAt,
      nodeUuid: claims.nodeUuid,
      generation: claims.generation,
      mode: this.#enforced(claims.mode),
      user: claims.user,
      keyHash,
      sessionExpiresAt: new Date(clock.now().getTime() + sessionLimitMs),
    });
    const target = await sessions.target(record);
    if (target?.connection.type === claims.type) return { key, keyHash, record, target };
    await sessions.revoke(record.id);
    throw new TokenRejectedError(target === null ? 'generation' : 'wrong-type');
  }

  #enforced(mode: AccessMode): AccessMode {
    return this.#options.readOnly ? 'read-only' : mode;
  }

  #refuse(error: TokenRejectedError, context: RequestContext, claims?: ConsoleToken): TokenRejectedError {
    const { log, metrics } = this.#options;
    metrics.redeemRefused(error.reason);
    log.warn(
      { event: 'redeem-refused', reason: error.reason, ...about(claims, context) },
      'A token was refused',
    );
    return error;
  }
}

function about(claims: ConsoleToken | undefined, context: RequestContext): object {
  return claims === undefined ? context : { nodeUuid: claims.nodeUuid, user: claims.user, ...context };
}
