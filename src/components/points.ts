/** Points as people read them, with two decimals at most: `0.5`, `11.67`. */
export const sayPoints = (points: number) => String(Number(points.toFixed(2)));
