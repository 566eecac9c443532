/**
 * The cookies of one request, and those that its response sets. All are strictly necessary, sent to this site only
 * (SameSite=Lax) and invisible to scripts (HttpOnly).
 */
export class Cookies {
  /** As the browser sent them, still encoded. */
  private readonly sent: Map<string, string>;
  private readonly isSecure: boolean;
  private readonly changes: string[] = [];

  constructor(header: string | null, isSecure: boolean) {
    this.sent = parse(header ?? '');
    this.isSecure = isSecure;
  }

  get(name: string): string | undefined {
    const value = this.sent.get(name);
    return value ? decode(value) : undefined;
  }

  /** @param maxAgeS 0 deletes the cookie */
  set(name: string, value: string, maxAgeS: number): void {
    const encoded = encodeURIComponent(value);
    this.sent.set(name, encoded);
    const secure = this.isSecure ? '; Secure' : '';
    this.changes.push(`${name}=${encoded}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${secure}`);
  }

  delete(name: string): void {
    this.set(name, '', 0);
  }

  getJson(name: string): unknown {
    try {
      return JSON.parse(Buffer.from(this.get(name) ?? '', 'base64url').toString());
    } catch {
      return undefined;
    }
  }

  setJson(name: string, value: unknown, maxAgeS: number): void {
    this.set(name, Buffer.from(JSON.stringify(value)).toString('base64url'), maxAgeS);
  }

  /** Passes on a `Set-Cookie` header of another server if its name matches. */
  adopt(setCookie: string, names: RegExp): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(setCookie) ?? [];
    if (!names.test(name)) return;
    this.sent.set(name, value);
    this.changes.push(setCookie);
  }

  /** A `Cookie` header of those whose names match. */
  headerOf(names: RegExp): string {
    return [...this.sent]
      .filter(([name, value]) => names.test(name) && value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }

  writeTo(response: Response): void {
    for (const change of this.changes) response.headers.append('set-cookie', change);
  }
}

function parse(header: string): Map<string, string> {
  const pairs = header.split(/;\s*/).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return new Map(pairs.filter(([name]) => name !== ''));
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
