// @vitest-environment jsdom
import { Notification } from '@jupyterlab/apputils';
import * as React from 'react';
import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';

import type { SavedQueriesApi, SharingApi } from '../src/api/sharing-client';
import type { Banner, Proposal } from '../src/api/sharing-messages';
import { SharingModel } from '../src/model/sharing';
import { SourcesModel } from '../src/model/sources';
import { Watch } from '../src/model/watch';
import { BannerLine, BannerView } from '../src/review/banners';
import { ask } from '../src/share/ask';
import { answer, ProposalView, ProposalWatcher } from '../src/share/proposals';
import { openedPage } from './page';
import { answering, problem, refused, signedOut } from './parts';
import { GRANT, sharingAnswers } from './sharing-parts';

const page = openedPage();

const PROPOSAL: Proposal = {
  id: 'proposal-1',
  kind: 'share',
  sourceId: GRANT.sourceId,
  source: GRANT.source,
  expiresAt: '2026-11-01T10:10:00Z',
  terms: GRANT,
};
const BANNER: Banner = {
  sentence: 'Support may look at warehouse: it is slow',
  until: '2026-11-01T12:00:00Z',
  sourceId: GRANT.sourceId,
  grantId: GRANT.id,
};

afterEach(() => {
  vi.useRealTimers();
  Notification.manager.dismiss();
});

function modelOf(answers: Partial<SharingApi & SavedQueriesApi>): SharingModel {
  return new SharingModel(sharingAnswers(answers), new SourcesModel(answering()));
}

/** Press a button of the dialog that is open. */
async function press(label: string): Promise<void> {
  await vi.waitFor(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.jp-Dialog-button')];
    const found = buttons.find(button => button.textContent === label);
    expect(found, buttons.map(button => button.textContent).join()).toBeDefined();
    found?.click();
  });
}

async function dialogText(words: string): Promise<void> {
  await vi.waitFor(() => {
    expect(document.querySelector('.jp-Dialog')?.textContent).toContain(words);
  });
}

test('a banner stays for as long as support can look, and ends it', async () => {
  let banners: readonly Banner[] = [BANNER];
  const ended: string[] = [];
  const model = modelOf({
    banners: () => Promise.resolve(banners),
    revoke: id => {
      ended.push(id);
      banners = [];
      return Promise.resolve({ grants: 1, queries: 0 });
    },
  });
  const line = new BannerLine(model);
  expect(line.isHidden).toBe(true);
  await model.checkNews();
  expect(line.isHidden).toBe(false);
  await page.show(<BannerView model={model} />);
  expect(page.text).toContain(BANNER.sentence);
  await page.click('End it now');
  expect(ended).toEqual([GRANT.id]);
  expect(page.text).toBe('');
  expect(line.isHidden).toBe(true);
  const disconnect = vi.spyOn(model.changed, 'disconnect');
  line.dispose();
  expect(disconnect).toHaveBeenCalledTimes(1);
});

test('news that cannot be had change nothing', async () => {
  const answers = sharingAnswers({ banners: () => Promise.resolve([BANNER]) });
  const model = new SharingModel(answers, new SourcesModel(answering()));
  await model.checkNews();
  answers.banners = () => refused(problem('broker_unavailable'));
  await model.checkNews();
  answers.banners = signedOut;
  await model.checkNews();
  expect(model.banners).toEqual([BANNER]);
});

test('a proposal is told once, and is put away when it is answered elsewhere', async () => {
  let proposals: readonly Proposal[] = [PROPOSAL];
  const model = modelOf({ proposals: () => Promise.resolve(proposals) });
  const watcher = new ProposalWatcher(model);
  await model.checkNews();
  await model.checkNews();
  const told = Notification.manager.notifications.map(one => one.message);
  expect(told).toEqual(['A notebook asks to share warehouse with Ben (ben@example.org).']);
  proposals = [];
  await model.checkNews();
  expect(Notification.manager.notifications).toEqual([]);
  const disconnect = vi.spyOn(model.changed, 'disconnect');
  watcher.dispose();
  expect(disconnect).toHaveBeenCalledTimes(1);
});

test('a proposal is shown whole', async () => {
  await page.show(<ProposalView proposal={PROPOSAL} problem={undefined} />);
  expect(page.text).toContain('Ben (ben@example.org) may see its tables and write queries');
  expect(page.text).toContain('note shown as NULL; only rows where id > 1');
  expect(page.text).toContain('For the report');
  const support: Proposal = {
    ...PROPOSAL,
    kind: 'support',
    reason: 'It is slow',
    hours: 2,
    actions: ['source:see'],
    tables: GRANT.tables,
  };
  await page.show(<ProposalView proposal={support} problem={undefined} />);
  expect(page.text).toContain('It is slow');
  expect(page.text).toContain('2 hours');
  expect(page.text).toContain('note shown as NULL');
});

test('a proposal is confirmed only after what must be meant was asked', async () => {
  const fields = { group_unknown: 'Nobody is in it.' };
  const accepted: (readonly string[])[] = [];
  const model = modelOf({
    confirm: (_id, accept) => {
      accepted.push(accept);
      return accepted.length === 1
        ? refused(problem('confirmation_needed', { fields }))
        : Promise.resolve();
    },
  });
  const answered = answer(PROPOSAL, model);
  await press('Share');
  await dialogText('Nobody is in it.');
  await press('Share');
  await act(() => answered);
  expect(accepted).toEqual([[], ['group_unknown']]);
});

test('a proposal is turned down, or left for later', async () => {
  const declined: string[] = [];
  const model = modelOf({
    decline: id => {
      declined.push(id);
      return Promise.resolve();
    },
  });
  const later = answer(PROPOSAL, model);
  await press('Not now');
  await later;
  expect(declined).toEqual([]);
  const now = answer(PROPOSAL, model);
  await press('Turn down');
  await act(() => now);
  expect(declined).toEqual([PROPOSAL.id]);
});

test('a small dialog keeps what was typed until it is good', async () => {
  const sent: unknown[] = [];
  const done = ask({
    title: 'Hand over?',
    sentences: [],
    fields: [{ name: 'email', title: 'To', description: '', initial: '', type: 'email' }],
    button: 'Hand over',
    send: answers => {
      sent.push(answers);
      const fields = { email: 'Nobody has this address.' };
      return sent.length === 1
        ? refused(problem('request_invalid', { fields }))
        : Promise.resolve();
    },
  });
  await dialogText('To');
  const input = document.querySelector<HTMLInputElement>('.jp-Dialog input[name=email]');
  if (input !== null) {
    input.value = 'carol@example.org';
  }
  await press('Hand over');
  await dialogText('Nobody has this address.');
  await press('Hand over');
  expect(await done).toBe(true);
  expect(sent).toEqual([{ email: 'carol@example.org' }, { email: 'carol@example.org' }]);
});

test('news are asked for now and then, soon after a cell was run, and never once it is over', async () => {
  vi.useFakeTimers();
  let asked = 0;
  const watch = new Watch(() => {
    asked++;
    return Promise.resolve();
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(asked).toBe(1);
  watch.hurry();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toBe(3);
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(3);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(4);
  watch.dispose();
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(4);
});
