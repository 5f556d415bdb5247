import { buildProduct } from '../bundles.ts';

const { outputs } = await buildProduct();
for (const [file, { bytes }] of Object.entries(outputs)) {
  console.log(`${file.padEnd(32)} ${(bytes / 1024).toFixed(1).padStart(7)} KB`);
}
