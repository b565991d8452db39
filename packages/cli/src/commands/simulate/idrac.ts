import type { IdracSimulatorOptions } from '@ironbridge/simulator';
import { Option, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { addBmcCommand, runBmc, type BmcCommandOptions } from './bmc-command.js';
import { parsePort } from './parse-port.js';
import { addVncTargetOptions, vncOf, type VncTargetOptions } from './vnc-target.js';

const GENERATIONS = { 8: 8, 9: 9, 10: 10 } as const;

interface IdracCommandOptions extends BmcCommandOptions, VncTargetOptions {
  readonly vncPort: string;
  readonly unlicensed?: true;
  readonly generation?: '8' | '9' | '10';
  readonly model?: string;
  readonly wsman: boolean;
  readonly vncCertOut?: string;
  readonly vencrypt?: true;
  readonly stateFile?: string;
}

/** Which iDRAC it is, where that was said. */
function identityOf({
  generation,
  model,
  wsman,
}: IdracCommandOptions): Pick<IdracSimulatorOptions, 'generation' | 'model' | 'wsman'> {
  return {
    ...(generation !== undefined && { generation: GENERATIONS[generation] }),
    ...(model !== undefined && { model }),
    ...(!wsman && { wsman: false }),
  };
}

/** `ironbridge simulate idrac` */
export function addIdracCommand(simulator: Command): void {
  const command = addBmcCommand(simulator, 'idrac', 'root')
    .description('Simulate an iDRAC: Redfish, WS-Man, and a VNC server that is configured over them')
    .option('--vnc-port <port>', 'first value of VNCServer.1.Port; 0 takes a free one', '0')
    .addOption(
      new Option('--generation <number>', 'iDRAC8, 9 or 10; default: that of the model, else 9').choices(
        Object.keys(GENERATIONS),
      ),
    )
    .option('--model <text>', "the manager's model, such as `15G Monolithic`")
    .option('--no-wsman', 'without WS-Man')
    .option('--vnc-cert-out <file>', 'write the certificate of the VNC port here')
    .option('--vencrypt', 'with SSL on, speak VeNCrypt instead of TLS from the first byte')
    .option('--unlicensed', 'without the licence that the VNC server needs')
    .option('--state-file <file>', 'keep settings in this file, as the BMC keeps them in its memory');
  addVncTargetOptions(command).action(async (options: IdracCommandOptions) => {
    await runBmc(options, async (bmc) => {
      const { startIdracSimulator } = await import('@ironbridge/simulator');
      const idrac = await startIdracSimulator({
        ...bmc,
        vncPort: parsePort('--vnc-port', options.vncPort),
        ...identityOf(options),
        ...(options.vencrypt === true && { vncSsl: { mode: 'vencrypt' } }),
        licensed: options.unlicensed !== true,
        vnc: vncOf(options),
        ...(options.stateFile !== undefined && { stateFile: options.stateFile }),
      });
      if (options.vncCertOut !== undefined) await writeFile(options.vncCertOut, idrac.vncCertificate);
      const vnc = options.unlicensed === true ? 'no VNC server' : `VNC port ${idrac.vncPort}`;
      process.stdout.write(`Simulated iDRAC${String(idrac.generation)} at ${idrac.url}, ${vnc}\n`);
      return idrac;
    });
  });
}
