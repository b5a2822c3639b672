/** The records of a CSV file, by the grammar of RFC 4180, section 2, and nothing beside it. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  // A field, quoted or not, and what ends it.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const found = field.exec(text);
    if (!found) throw new Error(`no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`);
    record.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === ',') continue;
    records.push(record);
    record = [];
  }
  if (record.length > 0) throw new Error('the last record has no line break');
  return records;
}

/** One object a row, by the names of the header. */
export function readCsvRows(text: string): Record<string, string>[] {
  const [header, ...rows] = readCsv(text);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`${row.length} cells under ${header.length} names`);
    return Object.fromEntries(header.map((name, i) => [name, row[i]]));
  });
}
