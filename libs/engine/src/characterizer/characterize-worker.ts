/** What each worker thread of the pool runs. */
export { characterize as default } from './characterize.ts';
