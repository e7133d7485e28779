import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { backends, CERT, childrenOf, eventsOf, KEY, type Person, until } from './backend-process.js';
import { APP, ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const TOKEN = 'a-token-of-"odd"-$signs';

/** Types a line at a shell, where `npx moodwire` is this app. */
async function paste({ folder, data }: Person, line: string): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'bin/npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${APP}' "$@"\n`);
  await chmod(join(folder, 'bin/npx'), 0o755);
  await copyFile(PHOTO, join(folder, 'PHOTO'));
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    MOODWIRE_DATA_DIR: data,
    MOODWIRE_CACHE_DIR: join(folder, 'cache'),
  };
  await promisify(execFile)('/bin/sh', ['-c', line], { cwd: folder, env });
}

const lineOf = (out: string): string => /^ {2}(.*npx moodwire edit.*)$/m.exec(out)![1]!;

describe('moodwire backend', () => {
  it('says what it has, and the line that it prints edits a photo in another process', async () => {
    const there = await backend();
    expect(
      there.out
        .replace(/:\d{4,5}\b/g, ':PORT')
        .trim()
        .split('\n'),
    ).toEqual([
      expect.stringMatching(/^device {2}cpu: .+, \d+ GB, float32$/),
      expect.stringMatching(/^memory {2}[\d.]+ [GM]B for values of all clients$/),
      'models  mini',
      'listening at ws://127.0.0.1:PORT',
      'On this machine:',
      '  npx moodwire edit PHOTO --emotion awe --backend ws://127.0.0.1:PORT',
      'On another one the same, while this runs there:',
      expect.stringMatching(/^ {2}ssh -N -L \d+:127\.0\.0\.1:PORT USER@/),
    ]);
    const [far, near] = [await person(), await person()];
    await Promise.all([paste(far, lineOf(there.out)), near.run('edit', PHOTO, '-e', 'awe', '-o', './PHOTO-awe.png')]);
    const [made, expected] = await Promise.all(
      [far, near].map(({ folder }) => sharp(join(folder, 'PHOTO-awe.png')).raw().toBuffer()),
    );
    expect(made!.equals(expected!)).toBe(true);
    expect((await there.status()).nodes).toEqual({ done: 7, failed: 0 });
    const said = await far.run('backend', '--status', there.url);
    expect(said.out.split('\n').map((line) => line.split(/\s/)[0])).toEqual([
      ...[there.url, 'device', 'models', 'holds', 'did', 'does', 'moved', 'refused', 'clients', '', ''],
    ]);
    expect(said.out).toMatch(/did {5}7 nodes, 0 failed, in \d+ runs\ndoes {4}0 runs now\nmoved {3}[78]\d\d kB in/);
  });

  it('prints a line that works with a token and a certificate', async () => {
    const there = await backend('--token', TOKEN, '--cert', CERT, '--key', KEY);
    expect(there.url).toMatch(/^wss:/);
    const far = await person();
    await copyFile(CERT, join(far.folder, 'cert.pem'));
    await paste(far, lineOf(there.out));
    expect((await readFile(join(far.folder, 'PHOTO-awe.png'))).length).toBeGreaterThan(1000);
    expect((await there.status('--ca', CERT, '--token', TOKEN)).nodes.failed).toBe(0);
    expect(there.err).not.toContain(TOKEN);
  });

  it('names in its line an address that others reach, or what the certificate is for', async () => {
    const token = ['--token', '0123456789abcdef'];
    const [clear, tls] = await Promise.all([
      backend('--listen', '0.0.0.0:0', ...token, '--insecure'),
      backend('--listen', '0.0.0.0:0', ...token, '--cert', CERT, '--key', KEY),
    ]);
    expect(lineOf(clear.out)).toMatch(/^MOODWIRE_TOKEN='0123456789abcdef' .* --insecure$/);
    expect(lineOf(clear.out)).not.toContain('0.0.0.0');
    expect(lineOf(tls.out)).toMatch(/--backend wss:\/\/localhost:\d+ --ca cert\.pem$/);
  });

  it('speaks JSON, one event a line, its log too', async () => {
    const there = await backend('--json', '--memory', '64M', '--grace', '0');
    await there.status();
    const [first, ...log] = eventsOf(await there.stop());
    expect(first).toEqual({
      event: 'listening',
      url: there.url,
      devices: [expect.objectContaining({ name: 'cpu', provider: 'cpu', precision: 'float32' })],
      memoryBytes: 64_000_000,
      models: ['mini'],
    });
    expect(log).toEqual([
      { event: 'log', at: expect.any(String), line: expect.stringMatching(/has come/) },
      { event: 'log', at: expect.any(String), line: expect.stringMatching(/has gone/) },
      { event: 'log', at: expect.any(String), line: 'is stopping' },
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends at %s with its devices and its clients, who go on alone',
    async (signal) => {
      const there = await backend();
      const far = await person();
      const { child, ended } = far.start('edit', PHOTO, '-e', 'awe', '-o', 'o.png', '--backend', there.url, '--json');
      let seen = '';
      child.stdout?.on('data', (chunk) => {
        seen += chunk;
      });
      await until(() => seen.includes('"node":"mllm"'));
      const devices = childrenOf(there.pid);
      expect(devices).toHaveLength(1);
      expect(await there.stop(signal)).toMatchObject({ code: 0 });
      expect(devices.filter((pid) => isAlive(pid))).toEqual([]);
      const { code, out, err } = await ended;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(eventsOf({ out }).at(-1)).toMatchObject({ event: 'output', file: join(far.folder, 'o.png') });
    },
  );

  it('keeps what a client has left for its next process, and nothing with --grace 0', async () => {
    const [long, short] = await Promise.all([backend(), backend('--grace', '0')]);
    for (const { url, person } of [long, short]) {
      const { code } = await person.run('edit', PHOTO, '-e', 'awe', '-o', 'o.png', '--no-cache', '--backend', url);
      expect(code).toBe(0);
    }
    await until(async () => (await short.status()).kept.values === 0);
    expect((await long.status()).kept.values).toBeGreaterThan(5);
    expect((await long.status()).held).toEqual({ values: 0, bytes: 0 });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
