/** What is done to files and to uploads: a bundle of its own, read with the first of it. */
export { addSubtitles } from './addSubtitles.ts';
export { attendTo } from './attendant.ts';
export { cancel } from './cancel.ts';
export { copyMediaId } from './copyMediaId.ts';
export { followRemedy } from './followRemedy.ts';
export { initialize } from './initialize.ts';
export { initializeAgain } from './initializeAgain.ts';
export { initializeWithOptions } from './initializeWithOptions.ts';
export { pause } from './pause.ts';
export { remove } from './remove.ts';
export { setAltText } from './setAltText.ts';
export { showAnswer } from './showAnswer.ts';
export { upload } from './upload.ts';
