/**
 * The turning points of finite values, in order: high and low in turn, neighbours at least `least` (more than 0) apart,
 * each the extreme between its neighbours; the first and the last one stand for the series' ends. Empty when the values
 * never move that far.
 *
 * All peaks and troughs of that prominence are among them (of equally high peaks without a dip of that depth in
 * between, the first), and as the lowest sample between two of them is there too, they have the same prominences among
 * the turning points as in the series. O(n), where the prominences of all local maxima would take several times as long.
 */
export function turningPoints(values: Float64Array, least: number): Int32Array {
  const turns: number[] = [];
  let low = 0;
  let high = 0;
  let rising = false;
  let falling = false;
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    if (value > values[high]) high = i;
    if (value < values[low]) low = i;
    if (!falling && values[high] - value >= least) {
      turns.push(high);
      falling = true;
      rising = false;
      low = i;
    } else if (!rising && value - values[low] >= least) {
      turns.push(low);
      rising = true;
      falling = false;
      high = i;
    }
  }
  if (turns.length > 0) turns.push(rising ? high : low);
  return Int32Array.from(turns);
}
