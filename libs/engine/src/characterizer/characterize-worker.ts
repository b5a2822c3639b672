/** What each worker thread of the pool runs. */
export { drawPicture as draw } from '../charts/draw-picture.ts';
export { characterize } from './characterize.ts';
