import type { Socket } from 'node:net';

import type { Logger } from '@ironbridge/common';

import { BoundedList } from '../bounded-list.js';
import { DemoPicture, type DemoPictureOptions } from '../picture/demo-picture.js';
import type { VncQuirks } from './vnc-quirks.js';
import { RfbSession, type PointerEvent, type VencryptOptions } from './rfb-session.js';
import type { VncBackend } from './vnc-backend.js';
import type { VncSettings } from './vnc-settings.js';

export interface BuiltInBackendOptions {
  readonly picture: DemoPictureOptions | undefined;
  readonly name: string;
  readonly quirks: VncQuirks;
  /** Set: this is how SSL is spoken; else whoever accepts viewers does it. */
  readonly vencrypt: VencryptOptions | undefined;
  readonly log: Logger;
}

/** Fifteen frames a second. */
const FRAME_INTERVAL_MS = 1000 / 15;

const MAX_REMEMBERED_EVENTS = 256;

/** A VNC server with a picture of its own. Nothing runs while nobody looks. */
export class BuiltInBackend implements VncBackend {
  readonly #options: BuiltInBackendOptions;
  readonly #picture: DemoPicture;
  readonly #sessions = new Set<RfbSession>();
  readonly #keys = new BoundedList<number>(MAX_REMEMBERED_EVENTS);
  readonly #pointers = new BoundedList<PointerEvent>(MAX_REMEMBERED_EVENTS);
  #failedLogins = 0;
  #frames: NodeJS.Timeout | undefined;

  public constructor(options: BuiltInBackendOptions) {
    this.#options = options;
    this.#picture = new DemoPicture(options.picture);
  }

  public get keysSeen(): readonly number[] {
    return this.#keys.items;
  }

  public get pointerSeen(): readonly PointerEvent[] {
    return this.#pointers.items;
  }

  public get failedLogins(): number {
    return this.#failedLogins;
  }

  /** Settings are read when a viewer comes, so there is nothing to do ahead. */
  public async apply(): Promise<void> {
    await Promise.resolve();
  }

  public serve(viewer: Socket, { password, isOpen = false, isEncrypted }: VncSettings): void {
    const { name, quirks, vencrypt, log } = this.#options;
    const session = new RfbSession({
      socket: viewer,
      password,
      isOpen,
      name,
      quirks,
      vencrypt: isEncrypted ? vencrypt : undefined,
      picture: this.#picture,
      log,
      onJoin: (joined) => {
        this.#join(joined);
      },
      onFailedLogin: () => {
        this.#failedLogins += 1;
      },
      onKey: (keysym) => {
        this.#keys.push(keysym);
        this.#picture.pressKey(keysym);
      },
      onPointer: (event) => {
        this.#pointers.push(event);
        this.#picture.movePointer(event.x, event.y, event.buttons);
      },
    });
    viewer.once('close', () => {
      this.#leave(session);
    });
  }

  public close(): void {
    this.#stopFrames();
  }

  #join(session: RfbSession): void {
    this.#sessions.add(session);
    this.#frames ??= setInterval(() => {
      this.#picture.advance();
      for (const watching of this.#sessions) watching.sendFrame();
    }, FRAME_INTERVAL_MS);
  }

  #leave(session: RfbSession): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#stopFrames();
  }

  #stopFrames(): void {
    clearInterval(this.#frames);
    this.#frames = undefined;
  }
}
