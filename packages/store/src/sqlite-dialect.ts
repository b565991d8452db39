import type Database from 'libsql';
import { SqliteAdapter, SqliteDialect, SqliteDriver, type Driver } from 'kysely';

/**
 * Transactions that take the write lock when they begin. A transaction that reads first and takes the lock later can fail in
 * the middle, when another process wrote in between.
 *
 * They begin and end with `exec`: libsql does not reset a prepared statement that failed, and a `begin` that found the
 * database locked would go on holding an old snapshot.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: Database.Database;

  public constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  public override beginTransaction(): Promise<void> {
    return this.#exec('begin immediate');
  }

  public override commitTransaction(): Promise<void> {
    return this.#exec('commit');
  }

  /** SQLite has rolled back by itself after some errors; a second rollback would hide them. */
  public override async rollbackTransaction(): Promise<void> {
    if (this.#database.inTransaction) await this.#exec('rollback');
  }

  async #exec(sql: string): Promise<void> {
    await Promise.resolve();
    this.#database.exec(sql);
  }
}

/** SQLite can undo DDL; only so is a migration all or nothing, and one process's alone. Kysely's own adapter does not use it. */
class TransactionalDdlAdapter extends SqliteAdapter {
  public override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Database.Database;

  public constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  public override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }

  public override createDriver(): Driver {
    return new ImmediateDriver(this.#database);
  }
}
