/** What is seen of a row when it is unfolded or hovered over: a bundle of its own, read on first use. */
export { factItem, tooltipOf } from './detailItems.ts';
export { factsOf } from './facts.ts';
export { summaryOf } from './summary.ts';
export { thumbnailOf } from './thumbnail.ts';
