/** What an app may ask a user for, as X's OpenAPI description (2.167, August 2026) lists it. */

/** Scope → what it lets the app do, in a phrase that follows "asks to". */
const words: ReadonlyMap<string, string> = new Map([
  ['block.read', 'See the accounts you have blocked'],
  ['block.write', 'Block and unblock accounts for you'],
  ['bookmark.read', 'Read your bookmarked posts'],
  ['bookmark.write', 'Create and delete your bookmarks'],
  ['broadcast.read', 'See your live broadcasts and their chat'],
  ['broadcast.write', 'Manage your live broadcasts'],
  ['dm.read', 'Read all your direct messages'],
  ['dm.write', 'Send and manage your direct messages'],
  ['follows.read', 'See whom you follow and who follows you'],
  ['follows.write', 'Follow and unfollow accounts for you'],
  ['like.read', 'See the posts you have liked'],
  ['like.write', 'Like and unlike posts for you'],
  ['list.read', 'See your lists, private ones too'],
  ['list.write', 'Create and manage lists for you'],
  ['media.write', 'Upload media, such as photos and videos, for you'],
  ['mute.read', 'See the accounts you have muted'],
  ['mute.write', 'Mute and unmute accounts for you'],
  ['offline.access', 'Stay signed in until you revoke its access'],
  ['space.read', 'See the Spaces you have access to'],
  ['timeline.read', 'See the custom timelines you can see'],
  ['tweet.moderate.write', 'Hide and unhide replies to your posts'],
  ['tweet.read', 'See the posts you can see, protected ones too'],
  ['tweet.write', 'Post and repost for you'],
  ['users.read', 'See the accounts you can see, protected ones too'],
]);

export const knownScopes: readonly string[] = [...words.keys()];

/** The phrase for a scope that is known, and the scope itself for another. */
export function wordsOf(scope: string): string {
  return words.get(scope) ?? scope;
}

/** `scope` of a request, its names separated by spaces, each once. */
export function scopesOf(text: string): string[] {
  return [...new Set(text.split(' ').filter((scope) => scope !== ''))];
}
