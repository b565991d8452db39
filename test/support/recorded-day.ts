import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VNC_ATTRIBUTES, type IdracSimulator } from '@ironbridge/simulator';
import { eventually } from '@ironbridge/testkit';
import { BmcGate } from './bmc-gate.js';
import { ConsoleViewer, redeem, tokenOf } from './console-viewer.js';
import { startIronbridge, type Ironbridge } from './ironbridge.js';
import { listProcessTree } from './process-tree.js';
import { readVncPassword } from './read-vnc-password.js';
import { SecretSearch } from './secret-search.js';
import { startBmc, type SimulatedBmc } from './simulated-bmc.js';
import { temporaryDirectory } from './temporary-directory.js';

const KEY_FILE = 'secret.key';

/** A day in the life of a node, of which everything that anybody could read is kept. */
export class RecordedDay {
  public readonly search = new SecretSearch();
  readonly #name: string;
  readonly #gate: BmcGate;
  readonly #ironbridge: Ironbridge;
  readonly #simulator: IdracSimulator;
  readonly #stateFile: string;
  readonly #driverInfo: Readonly<Record<string, unknown>>;
  #links = 0;

  private constructor(
    name: string,
    ironbridge: Ironbridge,
    gate: BmcGate,
    { simulator, driverInfo }: SimulatedBmc,
    stateFile: string,
  ) {
    this.#name = name;
    this.#ironbridge = ironbridge;
    this.#gate = gate;
    this.#simulator = simulator;
    this.#stateFile = stateFile;
    this.#driverInfo = { ...driverInfo, redfish_address: gate.url };
    this.search.learn('the BMC password', String(driverInfo['redfish_password']));
  }

  /** Enrols a node of this name, and comes back when it is gone and everything has ended. */
  public static async live(name: string): Promise<RecordedDay> {
    const stateFile = join(await temporaryDirectory(), 'idrac.json');
    const bmc = await startBmc({ stateFile });
    const gate = await BmcGate.open(bmc.simulator.url);
    const day = new RecordedDay(name, await startIronbridge(), gate, bmc, stateFile);
    await day.#live();
    return day;
  }

  async #live(): Promise<void> {
    const masterKey = (await readFile(join(this.#ironbridge.directory, KEY_FILE), 'utf8')).trim();
    this.search.learn('the master key as its file has it', masterKey);
    this.search.learn('the master key', Buffer.from(masterKey, 'hex'));

    await this.#call('POST', '/v1/nodes', {
      name: this.#name,
      driver: 'idrac',
      driver_info: this.#driverInfo,
    });
    await this.#call('GET', `/v1/nodes/${this.#name}/validate`);
    await this.#openAndLook();
    await this.#enableWithWrongPassword();
    await this.#useOwnVncPassword();
    // With the console on, and a viewer on it.
    await eventually(async () => {
      expect((await this.#call('DELETE', `/v1/nodes/${this.#name}`)).status).toBe(204);
    });
    await eventually(() => {
      expect(this.#simulator.attributes[VNC_ATTRIBUTES.enable]).toBe('Disabled');
    });
    await this.#call('GET', `/v1/nodes/${this.#name}`);
    await this.#lookAround();
    await this.#ironbridge.program.end();
    await this.#lookAtFiles('after the end');
    for (const key of this.#gate.sessionKeys) this.search.learn(`a Redfish session ${key.slice(0, 3)}…`, key);
  }

  /** Calls the API and keeps what it answers. Waits poll with this, so that work in progress is looked at too. */
  async #call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await this.#ironbridge.call(method, path, body);
    await this.#lookAtProcesses();
    this.search.collect(`the API's answers to ${method} (${answer.status})`, JSON.stringify(answer.body));
    return answer;
  }

  /** A console is enabled, seen, refused to those without a right, and disabled. */
  async #openAndLook(): Promise<void> {
    await this.#enable();
    const link = await this.#link();
    const redeemed = await redeem(link);
    const { session_key: sessionKey } = JSON.parse(redeemed.body) as { session_key: string };
    this.search.learn('the session key', sessionKey);
    const { proxyUrl } = this.#ironbridge;
    const page = await ConsoleViewer.open(proxyUrl, { sessionKey });
    const tool = await ConsoleViewer.open(proxyUrl, { token: tokenOf(await this.#link()) });
    await this.#lookAround();

    this.search.collect("the proxy's error bodies", (await redeem(link)).body);
    const forged = `${tokenOf(link).slice(0, -4)}AAAA`;
    this.search.learn('a forged token', forged);
    this.search.collect("the proxy's error bodies", (await redeem(`${proxyUrl}#token=${forged}`)).body);
    for (const credential of [{ token: forged }, { sessionKey: `${sessionKey.slice(0, -4)}AAAA` }]) {
      const refusal = ConsoleViewer.open(proxyUrl, credential);
      await expect(refusal).rejects.toThrow('401');
      await refusal.catch((error: unknown) => {
        this.search.collect('refused upgrades', String(error));
      });
    }
    await page.close();
    await this.#disable();
    this.search.collect('what viewers are told', (await tool.closed).reason);
  }

  async #enableWithWrongPassword(): Promise<void> {
    const wrong = 'not-calvin/at+all';
    this.search.learn('a wrong BMC password', wrong);
    await this.#set('redfish_password', wrong);
    await this.#call('PUT', `/v1/nodes/${this.#name}/states/console`, { enabled: true });
    await eventually(async () => {
      const { body } = await this.#call('GET', `/v1/nodes/${this.#name}`);
      expect(body).toMatchObject({
        console_enabled: false,
        last_error: expect.any(String),
        reservation: null,
      });
    });
    await this.#set('redfish_password', this.#driverInfo['redfish_password']);
  }

  /** A password that the operator chose is refused where it does not fit, and used where it does. */
  async #useOwnVncPassword(): Promise<void> {
    const ours = 'vnc+/"pw';
    this.search.learn('a VNC password of the operator', ours);
    await this.#set('vnc_password', ours);
    const masked = { driver: 'idrac', driver_info: { redfish_password: '******', vnc_password: ours } };
    await this.#call('POST', '/v1/nodes', masked);
    await this.#set('vnc_password', `${ours} that is too long`);
    await this.#call('PUT', `/v1/nodes/${this.#name}/states/console`, { enabled: true });
    await this.#set('vnc_password', ours);
    await this.#enable();
    await ConsoleViewer.openLink(await this.#link());
    await this.#lookAround();
  }

  async #set(key: string, value: unknown): Promise<void> {
    const patch = [{ op: 'add', path: `/driver_info/${key}`, value }];
    await eventually(async () => {
      expect((await this.#call('PATCH', `/v1/nodes/${this.#name}`, patch)).status).toBe(200);
    });
  }

  async #enable(): Promise<void> {
    await eventually(async () => {
      const path = `/v1/nodes/${this.#name}/states/console`;
      expect((await this.#call('PUT', path, { enabled: true })).status).toBe(202);
    });
    await this.#waitUntil(true);
    this.search.learn(`the VNC password ${this.#links}`, readVncPassword(this.#stateFile) ?? '');
  }

  async #disable(): Promise<void> {
    await this.#call('PUT', `/v1/nodes/${this.#name}/states/console`, { enabled: false });
    await this.#waitUntil(false);
    this.search.learn(`the VNC password after ${this.#links}`, readVncPassword(this.#stateFile) ?? '');
  }

  async #waitUntil(isEnabled: boolean): Promise<void> {
    await eventually(async () => {
      const { body } = await this.#call('GET', `/v1/nodes/${this.#name}`);
      expect(body).toMatchObject({ console_enabled: isEnabled, reservation: null });
    });
  }

  /** A new link: the one answer that holds a token, and nothing else that is secret. */
  async #link(): Promise<string> {
    const { console_info: info } = await this.#ironbridge.console(this.#name);
    if (info === null) throw new Error('The console is not enabled');
    const token = tokenOf(info.url);
    this.#links += 1;
    this.search.learn(`token ${this.#links}`, token);
    this.search.learn(`the signature of token ${this.#links}`, token.slice(token.lastIndexOf('.') + 1));
    this.search.collect('console_info without its token', info.url.replace(token, ''));
    return info.url;
  }

  async #lookAround(): Promise<void> {
    const { program, apiUrl, proxyUrl } = this.#ironbridge;
    for (const path of ['/v1/nodes', '/v1/nodes/detail', `/v1/nodes/${this.#name}`])
      await this.#call('GET', path);
    for (const path of [`/v1/nodes/${this.#name}/states`, '/v1/conductors', '/v1/drivers/idrac/properties']) {
      await this.#call('GET', path);
    }
    for (const url of [apiUrl, proxyUrl]) {
      const metrics = await fetch(new URL('/metrics', url));
      this.search.collect('/metrics', await metrics.text());
    }
    await this.#lookAtFiles('while it runs');
    this.search.collect('standard output', program.stdout);
    this.search.collect('standard error', program.stderr);
  }

  async #lookAtProcesses(): Promise<void> {
    for (const { cmdline, environ } of await listProcessTree(this.#ironbridge.program.pid)) {
      this.search.collect('command lines', cmdline);
      this.search.collect('environments', environ);
    }
  }

  /** Everything beside the database, byte by byte, but the key file. */
  async #lookAtFiles(when: string): Promise<void> {
    const { directory } = this.#ironbridge;
    for (const name of await readdir(directory)) {
      if (name !== KEY_FILE) {
        this.search.collect(`${name} ${when}`, await readFile(join(directory, name)));
      }
    }
    this.search.collect('standard error', this.#ironbridge.program.stderr);
  }
}
