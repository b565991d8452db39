import type { Clock } from '@ironbridge/common';
import type { Database } from './database.js';
import type { ConductorRecord, ConductorStore } from './store.js';

export class SqlConductorStore implements ConductorStore {
  readonly #database: Database;
  readonly #clock: Clock;

  public constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  public heartbeat(conductor: Omit<ConductorRecord, 'heartbeatAt'>): Promise<void> {
    const facts = {
      conductor_group: conductor.conductorGroup,
      hardware_types: JSON.stringify(conductor.hardwareTypes),
      heartbeat_at: this.#clock.now().getTime(),
    };
    return this.#database.write(async (tx) => {
      await tx
        .insertInto('conductors')
        .values({ hostname: conductor.hostname, ...facts })
        .onConflict((conflict) => conflict.column('hostname').doUpdateSet(facts))
        .execute();
    });
  }

  public remove(hostname: string): Promise<void> {
    return this.#database.write(async (tx) => {
      await tx.deleteFrom('conductors').where('hostname', '=', hostname).execute();
    });
  }

  public list(): Promise<readonly ConductorRecord[]> {
    return this.#database.read(async (db) => {
      const rows = await db.selectFrom('conductors').selectAll().orderBy('hostname').execute();
      return rows.map((row) => ({
        hostname: row.hostname,
        conductorGroup: row.conductor_group,
        hardwareTypes: JSON.parse(row.hardware_types) as ConductorRecord['hardwareTypes'],
        heartbeatAt: new Date(row.heartbeat_at),
      }));
    });
  }
}
