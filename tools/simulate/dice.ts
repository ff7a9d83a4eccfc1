/**
 * Where does chance in a simulated shop come from? From one stream of numbers per entity, seeded by its name: changing what happens to one case
 * draws nothing away from another (common random numbers). Not for secrets.
 */

export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | null = null;

  /** The same seed and entity give the same numbers, in any order of entities. */
  constructor(seed: string, entity: string) {
    [this.#a, this.#b, this.#c, this.#d] = hash128(`${seed}|${entity}`);
    for (let round = 0; round < 12; round += 1) this.uniform();
  }

  /** From 0 (incl.) to 1 (excl.); sfc32 by Chris Doty-Humphrey. */
  uniform(): number {
    return this.bits() / 4_294_967_296;
  }

  /** 32 random bits as an unsigned whole number. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  /** Each with a probability in proportion to its weight. */
  weighted<T>(list: readonly T[], weightOf: (one: T) => number): T {
    const total = list.reduce((sum, one) => sum + weightOf(one), 0);
    let left = this.uniform() * total;
    for (const one of list) {
      left -= weightOf(one);
      if (left < 0) return one;
    }
    return list.at(-1)!;
  }

  /** Standard normal, by the polar method of Marsaglia. */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** exp(ln median + sigma · N). */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Log-normal by mean and coefficient of variation: sigma² = ln(1 + cv²), median = mean / sqrt(1 + cv²). */
  logNormalOf(mean: number, cv: number): number {
    const spread = 1 + cv * cv;
    return this.logNormal(mean / Math.sqrt(spread), Math.sqrt(Math.log(spread)));
  }

  /** Gamma by mean and coefficient of variation: shape 1/cv². Marsaglia and Tsang 2000 for shapes of at least 1. */
  gamma(mean: number, cv: number): number {
    const shape = 1 / (cv * cv);
    return (mean / shape) * this.#gammaOfShape(shape);
  }

  /** Beta by mean and how many observations it is worth. */
  beta(mean: number, weight: number): number {
    const x = this.#gammaOfShape(mean * weight);
    const y = this.#gammaOfShape((1 - mean) * weight);
    return x / (x + y);
  }

  /** How many, when `mean` are expected. By multiplying for small means, by halves for large ones (a sum of Poissons is one). */
  poisson(mean: number): number {
    if (mean > 30) return this.poisson(mean / 2) + this.poisson(mean / 2);
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count += 1;
    return count;
  }

  #gammaOfShape(shape: number): number {
    if (shape < 1) return this.#gammaOfShape(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/** Four words from a text; cyrb128 by bryc (public domain). */
function hash128(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  return [(h1 ^ h2 ^ h3 ^ h4) | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}
