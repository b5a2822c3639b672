import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { getLoadablePath } from 'sqlite-vec';
import { VectorStoreError } from './vector-store-error.ts';

export interface SqliteFile {
  readonly database: DatabaseSync;
  /**
   * Runs `body` in one transaction, begun as a writer's (`write`) or on a snapshot (`read`), and commits; what it
   * throws rolls back and is thrown on. `body` is synchronous and may run again when others hold the file locked,
   * which is waited for without blocking the event loop. Rejects with kind `closed` after `close`.
   */
  transact<T>(mode: 'read' | 'write', body: (database: DatabaseSync) => T): Promise<T>;
  /** Does nothing the second time. */
  close(): void;
}

const PAGE_BYTES = 8192;
const CACHE_KIBIBYTES = 65_536;
const MEMORY_MAP_BYTES = 2 ** 31;
const LONGEST_PAUSE_MS = 25;

/**
 * Opens (creating file, with mode 0600, and folder if need be) an SQLite database with sqlite-vec's functions, in WAL
 * mode with `synchronous=FULL`: what was committed survives the loss of the process and of power.
 * @param path a file, or `:memory:`
 * @throws VectorStoreError `unreachable` when it cannot be opened, `corrupt` when it is no database
 */
export async function openSqliteFile(path: string, busyTimeoutMs: number): Promise<SqliteFile> {
  const database = open(path);
  let lastTurn: Promise<unknown> = Promise.resolve();
  const file: SqliteFile = {
    database,
    transact: (mode, body) =>
      retryWhileBusy(busyTimeoutMs, async () => {
        // One after the other, and whatever else this thread has to do in between: many that come at once would
        // otherwise keep it until the last of them is done.
        await (lastTurn = lastTurn.then(() => nextTurn()));
        return transactOnce(database, mode, body);
      }),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
  try {
    loadVectorFunctions(database);
    // Switching to WAL needs the file alone for a moment, and SQLite does not wait for that by itself.
    await retryWhileBusy(busyTimeoutMs, () =>
      database.exec(
        `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA cache_size = -${CACHE_KIBIBYTES}; PRAGMA mmap_size = ${MEMORY_MAP_BYTES}; PRAGMA temp_store = MEMORY;`,
      ),
    );
    return file;
  } catch (error) {
    database.close();
    throw toStoreError(error);
  }
}

function open(path: string): DatabaseSync {
  try {
    if (path === ':memory:') return new DatabaseSync(path, { allowExtension: true });
    const absolute = resolve(path);
    mkdirSync(dirname(absolute), { recursive: true, mode: 0o700 });
    // SQLite would create it as the umask says; its -wal and -shm files take the mode of this one.
    closeSync(openSync(absolute, 'a', 0o600));
    return new DatabaseSync(absolute, { allowExtension: true });
  } catch (cause) {
    throw new VectorStoreError('unreachable', `The vector store's file ${path} cannot be opened.`, { cause });
  }
}

function loadVectorFunctions(database: DatabaseSync): void {
  try {
    database.loadExtension(getLoadablePath());
  } catch (cause) {
    throw new VectorStoreError('unreachable', 'sqlite-vec cannot be loaded on this machine.', { cause });
  }
  database.enableLoadExtension(false);
}

function transactOnce<T>(
  database: DatabaseSync,
  mode: 'read' | 'write',
  body: (database: DatabaseSync) => T,
): T {
  if (!database.isOpen) throw new VectorStoreError('closed', 'The vector store is closed.');
  database.exec(mode === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  try {
    const result = body(database);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some failures (a full disk) have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * SQLite's own busy handler sleeps on the thread, and with it everything else that this process does: it is left off,
 * and waiting is done here.
 */
async function retryWhileBusy<T>(busyTimeoutMs: number, attempt: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      const translated = toStoreError(error);
      const isBusy = translated instanceof VectorStoreError && translated.kind === 'busy';
      if (!isBusy || performance.now() > deadline) throw translated;
      // Two that wait must not wake at the same moment each time.
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}

/** SQLite's result codes (sqlite.org/rescode.html); anything that did not come from SQLite stays as it is. */
function toStoreError(error: unknown): unknown {
  // Not by instanceof: in a vm context, as test runners use, errors from native code are of another realm.
  if (typeof error !== 'object' || error === null) return error;
  if (!('errcode' in error && typeof error.errcode === 'number')) return error;
  const options = { cause: error };
  switch (error.errcode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new VectorStoreError('busy', 'Others hold the vector store locked.', options);
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new VectorStoreError('corrupt', "The vector store's file is damaged or no database.", options);
    case 13: // SQLITE_FULL
      return new VectorStoreError('full', "There is no room left for the vector store's file.", options);
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
      return new VectorStoreError(
        'unreachable',
        "The vector store's file cannot be opened or written.",
        options,
      );
    default:
      return new VectorStoreError(
        'server',
        `The vector store failed: ${'message' in error ? String(error.message) : ''}`,
        options,
      );
  }
}
