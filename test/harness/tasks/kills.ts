/**
 * `node test/harness/tasks/kills.ts [kills]`: uploads of 200 MB in a real VS Code whose extension
 * host is killed at random moments. Each time the upload has to go on, and in the end X has to have
 * the file's bytes, each segment that it acknowledged once.
 */
import { link } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { Editor } from '../../e2e/editor.ts';
import { type Kill, Killing } from '../../e2e/killing.ts';
import { enterToken, makeVideo, newestAt, settingsFor, type Video } from '../../e2e/uploading.ts';
import { Workbench } from '../../e2e/workbench.ts';
import { contextOptions, launchBrowser } from '../browser.ts';
import { makePackage } from '../suites/package.ts';
import { runTask } from '../task.ts';

const mib = 200;
/** So slow that the file takes some seconds, and that processing outlives a restart. */
const pace = { answerAfterMs: 250, processingSecs: 8 };

interface Room {
  readonly x: Sandbox;
  readonly workbench: Workbench;
  readonly killing: Killing;
  readonly video: Video;
}

/** Milliseconds that are about left, as a random moment of the rest has to fall into them. */
function leftMs(x: Sandbox, mediaId: string): number {
  const upload = x.uploads().find(({ id }) => id === mediaId);
  if (upload?.state === 'succeeded') return 0;
  const missing = 1 - (upload?.received_bytes ?? 0) / (mib * 2 ** 20);
  return 300 + (missing * (mib / 4) * pace.answerAfterMs) / 3 + (pace.processingSecs * 1000) / 4;
}

function line(number: number, upload: number, kill: Kill): string {
  const { afterMs, state, acknowledged, ambiguous, revival, offered, backMs } = kill;
  const where = `${acknowledged.length} segments acknowledged, ${ambiguous} in doubt`;
  const how = offered ? 'offered' : 'continued on its row';
  return `${String(number).padStart(3)}  upload ${upload}, ${state} for ${(afterMs / 1000).toFixed(2)} s: ${where}; host back ${revival}, ${how} after ${(backMs / 1000).toFixed(1)} s`;
}

/** One file from its media_id to ready, with at most `killsMax` kills. */
async function upload(room: Room, number: number, before: readonly Kill[], killsMax: number) {
  const { x, workbench, killing, video } = room;
  const name = nameOf(number);
  await workbench.contextMenu([name], 'Initialize X upload');
  const row = workbench.rows(new RegExp(`^upload-${number}\\.mp4 `));
  await expect(row).toBeVisible();
  const { id } = newestAt(x);
  await workbench.inlineAction(row, 'Continue Upload');
  const kills: Kill[] = [];
  while (before.length + kills.length < killsMax) {
    const begunAt = Date.now();
    const left = leftMs(x, id);
    if (left === 0) break;
    await delay(Math.random() * left);
    const kill = await killing.kill(id, begunAt);
    if (kill === undefined) break;
    kills.push(kill);
    console.log(line(before.length + kills.length, number, kill));
  }
  await expect(row).toHaveAttribute('aria-label', / is ready /, { timeout: 90_000 });
  const problems = killing.problems(id, video.sha256, kills);
  const { repeats, replacements } = x.uploads().find((one) => one.id === id) ?? {};
  console.log(
    `     upload ${number} is ready: ${kills.length} kills, ${repeats} segments came twice, ${replacements} replaced; ${problems.length === 0 ? 'the bytes are right' : problems.join('; ')}`,
  );
  return { kills, problems };
}

const nameOf = (number: number) => `upload-${number}.mp4`;

/** How many of each, as `12 uploading, 3 processing`. */
function counted(words: readonly string[]): string {
  const kinds = [...new Set(words)];
  return kinds.map((kind) => `${words.filter((word) => word === kind).length} ${kind}`).join(', ');
}

await runTask(async () => {
  const killsMax = Number(process.argv[2] ?? 50);
  await makePackage();
  await using x = await startSandbox(pace);
  const browser = await launchBrowser();
  const editor = await Editor.start(settingsFor(x.url));
  const video = await makeVideo(editor, 'original.mp4', mib);
  // An upload that meets no kill is one more than kills.
  const names = Array.from({ length: 2 * killsMax }, (_, number) => nameOf(number + 1));
  for (const name of names) {
    await link(path.join(editor.workspace, video.name), path.join(editor.workspace, name));
  }
  const context = await browser.newContext({
    ...contextOptions,
    viewport: { width: 1280, height: 2400 },
  });
  const workbench = new Workbench(editor, await context.newPage());
  await workbench.open();
  await enterToken(workbench, x);
  const room = { x, workbench, video, killing: new Killing(x, workbench) };
  const kills: Kill[] = [];
  const problems: string[] = [];
  let uploads = 0;
  try {
    while (kills.length < killsMax) {
      uploads += 1;
      const done = await upload(room, uploads, kills, killsMax);
      kills.push(...done.kills);
      problems.push(...done.problems);
    }
  } catch (error) {
    console.log(`The picture of it: ${await workbench.screenshot('kills-failed')}`);
    throw error;
  } finally {
    await browser.close();
    await editor.stop();
  }
  console.log(
    `\n${kills.length} kills over ${uploads} uploads of ${mib} MiB: ${counted(kills.map(({ state }) => state))}; host back ${counted(kills.map(({ revival }) => revival))}; ${counted(kills.map(({ offered }) => (offered ? 'offered' : 'continued on the row')))}.`,
  );
  console.log(
    problems.length === 0
      ? 'Nothing was off.'
      : `${problems.length} problems: ${problems.join('; ')}`,
  );
  return problems.length === 0 ? 0 : 1;
});
