/** The forms in which credentials are entered: a bundle of their own, read on first use. */
export { askForOAuth1Keys } from './oauth1Form.ts';
export { askForClient } from './oauth2Form.ts';
