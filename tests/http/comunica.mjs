// Asks Comunica (in the folder PACTES_COMUNICA) what the JSON on standard input says; writes its answer as JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

const require = createRequire(join(process.env.PACTES_COMUNICA, 'index.js'));
const { QueryEngine } = require('@comunica/query-sparql');
const { kind, query, sources } = JSON.parse(readFileSync(0, 'utf8'));
const engine = new QueryEngine();
const context = { sources, unionDefaultGraph: true };

async function answer() {
  if (kind === 'ask') {
    return engine.queryBoolean(query, context);
  }
  if (kind === 'graph') {
    const quads = await (await engine.queryQuads(query, context)).toArray();
    return quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]);
  }
  const rows = await (await engine.queryBindings(query, context)).toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}

console.log(JSON.stringify(await answer()));
