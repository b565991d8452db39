import {
  CLOCK,
  DriverInfoError,
  HTTP_CLIENT_FACTORY,
  isSameConnection,
  type ConsoleConnection,
  type ConsoleInterface,
  type HttpClientFactory,
  type Node,
  type Task,
} from '@ironbridge/base';
import type { Clock } from '@ironbridge/common';
import { withRedfish } from '@ironbridge/redfish';
import { inject, injectable } from 'inversify';
import { BmcSurvey } from './bmc-survey.js';
import type { RedfishVncOptions } from './driver-info.js';
import { NoStrategyError, type StrategyAnswer } from './errors.js';
import { parseState, type RedfishVncState } from './redfish-vnc-state.js';
import { strategiesFor, strategyNamed } from './strategies.js';
import type { Finding, Strategy } from './strategy.js';
import { VncSwitchRun } from './vnc-switch-run.js';

type Found = Exclude<Finding, { kind: 'absent' }>;

/** The console interface `redfish-vnc`: the screen of any BMC with Redfish, in the first of its ways that the BMC has. */
@injectable()
export class RedfishVncConsole implements ConsoleInterface<RedfishVncOptions> {
  readonly #http: HttpClientFactory;
  readonly #clock: Clock;

  public constructor(@inject(HTTP_CLIENT_FACTORY) http: HttpClientFactory, @inject(CLOCK) clock: Clock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** @throws DriverInfoError where the keys that name a VNC server and the strategy contradict each other */
  public validate(_node: Node, options: RedfishVncOptions): void {
    const { redfish_vnc_strategy: named, vnc_host: host, vnc_port: port } = options;
    const declares = host !== undefined || port !== undefined;
    if (named === undefined || declares === (named === 'declared')) return;
    throw named === 'declared'
      ? new DriverInfoError(
          'driver_info/vnc_host: redfish_vnc_strategy declared needs vnc_host or vnc_port',
          ['vnc_host'],
        )
      : new DriverInfoError(
          `driver_info/redfish_vnc_strategy: ${named} does not look at vnc_host and vnc_port; remove these, or set declared`,
          ['redfish_vnc_strategy'],
        );
  }

  public async startConsole(task: Task<RedfishVncOptions>): Promise<ConsoleConnection> {
    this.validate(task.node, task.options);
    const state = parseState(task.state);
    return withRedfish(task, this.#http, this.#clock, async (client) => {
      const survey = new BmcSurvey(client, task.options);
      const [strategy, found] = await find(survey);
      const isOtherWay = state !== null && state.strategy !== strategy.name;
      if (isOtherWay) {
        await this.#putBack(task, survey, state);
        await task.saveState(null);
      }
      if (found.kind === 'switch') {
        return new VncSwitchRun(task, found.vnc, this.#clock).start(strategy.name, isOtherWay ? null : state);
      }
      const { connection } = task;
      return connection !== null && isSameConnection(connection, found.connection)
        ? connection
        : found.connection;
    });
  }

  public async stopConsole(task: Task<RedfishVncOptions>): Promise<void> {
    const state = parseState(task.state);
    // Nothing is changed on a BMC before a state is saved.
    if (state === null) return;
    await withRedfish(task, this.#http, this.#clock, (client) =>
      this.#putBack(task, new BmcSurvey(client, task.options), state),
    );
  }

  public getConsole(task: Task<RedfishVncOptions>): ConsoleConnection | null {
    return task.connection;
  }

  async #putBack(task: Task<RedfishVncOptions>, survey: BmcSurvey, state: RedfishVncState): Promise<void> {
    const finding = await strategyNamed(state.strategy).find(survey);
    if (finding.kind !== 'switch') {
      task.log.warn(
        { strategy: state.strategy },
        'The BMC has no such VNC server any more; there is nothing to put back',
      );
      return;
    }
    await new VncSwitchRun(task, finding.vnc, this.#clock).stop(state);
  }
}

/** @throws NoStrategyError */
async function find(survey: BmcSurvey): Promise<readonly [Strategy, Found]> {
  const answers: StrategyAnswer[] = [];
  for (const strategy of strategiesFor(survey.options.redfish_vnc_strategy)) {
    const finding = await strategy.find(survey);
    if (finding.kind !== 'absent') return [strategy, finding];
    answers.push({ strategy: strategy.name, answer: finding.answer });
  }
  throw new NoStrategyError(survey.client.address, answers);
}
