import type { Command } from 'commander';

/** `--config-file F`, repeatable, as oslo.config has it. */
export function addConfigOption(command: Command): Command {
  return command.option(
    '--config-file <file>',
    'read options from this INI file; may be given more than once, later files win',
    (file: string, files: readonly string[]) => [...files, file],
    [],
  );
}
