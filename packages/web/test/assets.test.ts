import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PageNotBuiltError, serversPage, viewerPage } from '../src/index.js';
import { readPage } from '../src/read-page.js';
import { buildPages } from './chromium.js';

beforeAll(buildPages);

const textOf = (assets: ReturnType<typeof viewerPage>['assets'], path: string): string =>
  Buffer.from(assets.get(path)?.body ?? []).toString();

describe.each([
  [
    'viewerPage',
    viewerPage,
    '/',
    ['/', '/viewer.js', '/vnc-view.js', '/serial-view.js', '/viewer.css', '/favicon.svg', '/licenses.txt'],
  ],
  ['serversPage', serversPage, '/ui', ['/ui', '/ui/servers.js', '/ui/servers.css', '/ui/favicon.svg']],
] as const)('%s', (_name, openPage, root, paths) => {
  it('holds exactly its files', () => {
    expect([...openPage().assets.keys()]).toEqual(paths);
  });

  it('is read once', () => {
    expect(openPage()).toBe(openPage());
  });

  it('gives each file its content type and a strong etag of its bytes', () => {
    for (const [path, { body, contentType, etag }] of openPage().assets) {
      expect(etag).toBe(`"${createHash('sha256').update(body).digest('base64url')}"`);
      expect(contentType).toMatch(/^(text\/(html|javascript|css|plain); charset=utf-8|image\/svg\+xml)$/);
      expect(body.byteLength).toBeGreaterThan(100);
      expect(path.startsWith('/')).toBe(true);
    }
  });

  it('refers only to files that it holds', () => {
    const { assets } = openPage();
    const references = [...textOf(assets, root).matchAll(/\b(?:src|href)="([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, reference = ''] of references) {
      expect(assets.has(new URL(reference, `http://localhost${root}`).pathname)).toBe(true);
    }
  });

  it('has nothing inline, and its policy allows nothing inline', () => {
    const { assets, contentSecurityPolicy } = openPage();
    expect(textOf(assets, root)).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*/);
  });
});

describe('licenses.txt', () => {
  it('holds the licences of what the pages contain', () => {
    const text = textOf(viewerPage().assets, '/licenses.txt');
    expect(text).toContain('Mozilla Public License Version 2.0');
    expect(text).toContain('https://github.com/novnc/noVNC/tree/v1.7.0');
    expect(text).toContain('Copyright (C) 2014-2016 by Vitaly Puzrin');
    expect(text).toContain('AT&T Laboratories Cambridge');
    expect(text).toContain('The xterm.js authors');
  });
});

describe('readPage', () => {
  it('says what to do where the pages were not built', () => {
    const directory = join(tmpdir(), 'ironbridge-web-that-was-never-built');
    const read = () => readPage({ directory, files: { '/': 'viewer.html' }, contentSecurityPolicy: '' });
    expect(read).toThrow(PageNotBuiltError);
    expect(read).toThrow(/npm run build/);
  });
});
