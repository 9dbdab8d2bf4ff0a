import { expect, test } from 'vitest';

import type { Source } from '../src/api/messages';
import { SourcesModel } from '../src/model/sources';
import { answering, CATALOG, problem, refused, REPORT, signedOut, SOURCE } from './parts';

test('a refresh shows who is signed in and their sources', async () => {
  const model = new SourcesModel(answering());
  const seen: string[] = [];
  model.changed.connect(() => seen.push(model.state.status));
  await model.refresh();
  expect(seen).toEqual(['loading', 'ready']);
  expect(model.find(SOURCE.id)).toBe(SOURCE);
});

test('the old list stays in sight while it is asked for again', async () => {
  const model = new SourcesModel(answering());
  await model.refresh();
  const again = model.refresh();
  expect(model.state.status).toBe('ready');
  expect(model.isRefreshing).toBe(true);
  await again;
  expect(model.isRefreshing).toBe(false);
});

test('the answer of an older refresh does not overwrite a newer one', async () => {
  const answers: ((sources: readonly Source[]) => void)[] = [];
  const model = new SourcesModel(
    answering({ sources: () => new Promise(resolve => answers.push(resolve)) }),
  );
  const [first, second] = [model.refresh(), model.refresh()];
  answers[1]?.([SOURCE]);
  await second;
  answers[0]?.([]);
  await first;
  expect(model.find(SOURCE.id)).toBe(SOURCE);
});

test('a broker that is down is told with its problem', async () => {
  const down = problem('broker_unavailable');
  const model = new SourcesModel(answering({ sources: () => refused(down) }));
  await model.refresh();
  expect(model.state).toEqual({ status: 'failed', problem: down });
});

test('whatever call finds it out, a signed-out person sees no source and no catalog', async () => {
  const answers = answering();
  const model = new SourcesModel(answers);
  await model.refresh();
  await model.loadCatalog(SOURCE.id);
  answers.test = signedOut;
  await model.runTest(SOURCE.id);
  expect(model.state).toEqual({ status: 'signed-out' });
  expect(model.catalog(SOURCE.id)).toBeUndefined();
  expect(model.test(SOURCE.id)).toBeUndefined();
});

test('a catalog is asked for once at a time', async () => {
  let asked = 0;
  const model = new SourcesModel(
    answering({ catalog: () => Promise.resolve(CATALOG).finally(() => asked++) }),
  );
  await Promise.all([model.loadCatalog(SOURCE.id), model.loadCatalog(SOURCE.id)]);
  expect(asked).toBe(1);
  expect(model.catalog(SOURCE.id)).toEqual({ status: 'there', value: CATALOG });
});

test('a test keeps its answer until it is put away', async () => {
  const model = new SourcesModel(answering());
  await model.runTest(SOURCE.id);
  expect(model.test(SOURCE.id)).toEqual({ status: 'there', value: REPORT });
  model.clearTest(SOURCE.id);
  expect(model.test(SOURCE.id)).toBeUndefined();
});

test('removing a source drops all that is known of it', async () => {
  let sources = [SOURCE];
  const model = new SourcesModel(
    answering({
      sources: () => Promise.resolve(sources),
      remove: () => {
        sources = [];
        return Promise.resolve();
      },
    }),
  );
  await model.refresh();
  await model.loadCatalog(SOURCE.id);
  await model.remove(SOURCE.id);
  expect(model.find(SOURCE.id)).toBeUndefined();
  expect(model.catalog(SOURCE.id)).toBeUndefined();
});

test('a source that the broker does not take raises its problem', async () => {
  const taken = problem('conflict', { fields: { name: 'taken' } });
  const model = new SourcesModel(answering({ add: () => refused(taken) }));
  await expect(
    model.add({
      name: 'a',
      kind: 'duckdb',
      settings: {},
      secrets: {},
      outline: 'shape',
      output_level: 'results',
    }),
  ).rejects.toMatchObject({ problem: taken });
});

test('a model that is disposed tells nobody anything', async () => {
  const model = new SourcesModel(answering());
  let told = 0;
  model.changed.connect(() => told++);
  const refresh = model.refresh();
  const before = told;
  model.dispose();
  await refresh;
  expect(told).toBe(before);
});

test('reloading tables has the source itself asked again', async () => {
  const fresh: boolean[] = [];
  const model = new SourcesModel(
    answering({
      catalog: (_id, isFresh) => {
        fresh.push(isFresh);
        return Promise.resolve(CATALOG);
      },
    }),
  );
  await model.loadCatalog(SOURCE.id);
  await model.reloadCatalog(SOURCE.id);
  expect(fresh).toEqual([false, true]);
});
