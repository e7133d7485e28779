import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkUpload } from '../../packages/server/dist/guard/check-upload.js';
import { servedAs } from '../../packages/server/dist/guard/served-as.js';
import { freshFolder } from './folder.js';

const folder = freshFolder();

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

/** What is said of a file that is sent. */
async function said(bytes: Uint8Array | string): Promise<string> {
  const path = join(folder.path, 'upload');
  await writeFile(path, bytes);
  try {
    await checkUpload(path);
  } catch (error) {
    expect((error as Error).name).toBe('HttpError');
    return (error as Error).message;
  }
  return 'taken';
}

describe('a file that is served', () => {
  test('is shown where it is a picture, and is a download of bytes where browsers might run it', () => {
    for (const type of [
      'image/png',
      'image/jpeg',
      'image/webp',
      'image/avif',
      'image/gif',
      'application/json',
      'text/plain',
    ]) {
      expect(servedAs(type, 'x')['content-type'], type).toContain(type);
      expect(servedAs(type, 'x')['content-disposition']).toMatch(/^inline/);
    }
    for (const type of [
      'text/html',
      'image/svg+xml',
      'text/javascript',
      'text/css',
      'text/xml',
      'application/xhtml+xml',
      'application/pdf',
      'image/png\r\ntext/html',
      'image/pngx',
      '',
    ]) {
      expect(servedAs(type, 'x')['content-type'], type).toBe('application/octet-stream');
      expect(servedAs(type, 'x')['content-disposition']).toMatch(/^attachment/);
    }
    expect(servedAs('text/html', 'x')).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });

  test('keeps its name, in signs that every header may hold', () => {
    expect(servedAs('image/png', `Zoë's "photo" (1).png`)['content-disposition']).toBe(
      `inline; filename="Zo_'s _photo_ (1).png"; filename*=UTF-8''Zo%C3%AB%27s%20%22photo%22%20%281%29.png`,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { 'content-disposition': header = '' } = servedAs('image/png', name);
        expect(header).toMatch(/^inline; filename="[ !#-$&-[\]-~]*"; filename\*=UTF-8''[\w.~!%-]*$/);
        expect(decodeURIComponent(header.split("''")[1]!)).toBe(name);
      }),
    );
    expect(servedAs('image/png', '\ud800')['content-disposition']).toContain("UTF-8''_");
  });
});

describe('a file that is sent', () => {
  test('is refused where it is an SVG, however it is wrapped', async () => {
    const utf16 = Buffer.from(`\ufeff${SVG}`, 'utf16le');
    for (const bytes of [
      SVG,
      `\ufeff \n${SVG}`,
      `<!-- a --><!-- <html> -->\n${SVG}`,
      `<?xml version="1.0"?><?x <a> ?>${SVG}`,
      `<!DOCTYPE svg PUBLIC "a" "b">${SVG}`,
      `<!DOCTYPE x [<!ENTITY a "b>c">]>${SVG}`,
      `<!-- ${'x'.repeat(100_000)} -->${SVG}`,
      '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
      '<SVG/>',
      gzipSync(SVG),
      gzipSync(`<!-- ${'x'.repeat(10_000_000)} -->${SVG}`),
      utf16,
      Buffer.from(utf16).swap16(),
      utf16.subarray(2),
    ]) {
      expect(await said(bytes), Buffer.from(bytes).toString('latin1', 0, 60)).toContain('found an SVG');
    }
  });

  test('is taken where it only speaks of one', async () => {
    for (const bytes of [
      '<p>an <svg> in it</p>',
      '{"a":"<svg>"}',
      '',
      'svg',
      gzipSync('text'),
      '<svgx>',
      new Uint8Array(9),
    ])
      expect(await said(bytes)).toBe('taken');
  });

  test('is refused where its header tells of more pixels than can be decoded', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    expect(await said(png)).toBe('taken');
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    expect(await said(bomb)).toContain('found 60000×60000 pixels');
  });

  test('is read no further than its header, so that a broken one is for the graph to refuse', async () => {
    expect(await said('\x89PNG\r\n\x1a\n')).toBe('taken');
    expect(await said('GIF89a')).toBe('taken');
  });

  test('of any bytes is taken or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', '<!--', '<!', '<?', '<svg', '\x1f\x8b', '\xff\xfe<\0', 'II*\0'),
        fc.uint8Array({ maxLength: 50 }),
        async (start, rest) => {
          await said(Buffer.concat([Buffer.from(start, 'latin1'), rest]));
        },
      ),
      { numRuns: 50 },
    );
  });
});
