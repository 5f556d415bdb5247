import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../fixtures');

export function fixture(name: string): string {
  return path.join(root, name);
}

export function bytesOf(name: string): Buffer {
  return readFileSync(fixture(name));
}
