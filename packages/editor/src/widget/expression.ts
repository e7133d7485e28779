/** What an expression may refer to. */
export type ExpressionScope = {
  /** The value before: `+=5` adds to it. */
  readonly now: number;
  /** Where given, `50%` is the middle from `min` to `max`; else it is one half. */
  readonly min?: number;
  readonly max?: number;
};

/** Longer than anybody types; hostile pastes end here. */
const LONGEST = 200;
const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|(\*\*|[-+*/^()%])|([a-z]+|π))/iy;

type Token = number | string;

/**
 * The number that a person typed, such as `1/3`, `2*512+1`, `(3+4)^2`, `2*pi`, `+=5`, `*=2` or `50%`. A comma is taken for
 * a decimal point. Nothing where it is no number.
 */
export function parseExpression(text: string, scope: ExpressionScope): number | undefined {
  const whole = text.trim().replaceAll(',', '.').replaceAll('−', '-').replaceAll('×', '*').replaceAll('÷', '/');
  if (whole === '' || whole.length > LONGEST) return undefined;
  const [, change, rest = whole] = /^([-+*/])=(.*)$/.exec(whole) ?? [];
  const tokens = tokensOf(rest);
  const value = tokens && evaluate(tokens, scope, change === undefined);
  const result = value === undefined ? undefined : changed(scope.now, change, value);
  // No −0: it reads badly and is another value for a cache.
  return result === undefined || !Number.isFinite(result) ? undefined : result + 0;
}

function changed(now: number, change: string | undefined, value: number): number {
  switch (change) {
    case '+':
      return now + value;
    case '-':
      return now - value;
    case '*':
      return now * value;
    case '/':
      return now / value;
    default:
      return value;
  }
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) return undefined;
    const [, digits, sign, name] = found;
    tokens.push(digits === undefined ? (sign ?? name!.toLowerCase()) : Number(digits));
  }
  return tokens;
}

const CONSTANTS: Readonly<Record<string, number | undefined>> = { pi: Math.PI, π: Math.PI, e: Math.E };

/** Sums of products of powers; `isPlace`: is a percentage a place in the range, or a plain hundredth? */
function evaluate(tokens: readonly Token[], scope: ExpressionScope, isPlace: boolean): number | undefined {
  let at = 0;
  let isWrong = false;
  const take = (...signs: string[]): string | undefined => {
    const token = tokens[at];
    if (typeof token !== 'string' || !signs.includes(token)) return undefined;
    at++;
    return token;
  };

  function sum(): number {
    let value = product();
    for (let sign = take('+', '-'); sign !== undefined; sign = take('+', '-')) {
      value = sign === '+' ? value + product() : value - product();
    }
    return value;
  }

  function product(): number {
    let value = signed();
    for (let sign = take('*', '/'); sign !== undefined; sign = take('*', '/')) {
      value = sign === '*' ? value * signed() : value / signed();
    }
    return value;
  }

  function signed(): number {
    const sign = take('+', '-');
    if (sign !== undefined) return sign === '-' ? -signed() : signed();
    const base = single();
    return take('^', '**') === undefined ? base : base ** signed();
  }

  function single(): number {
    const token = tokens[at++];
    const value = typeof token === 'number' ? token : token === '(' ? inBrackets() : CONSTANTS[token ?? ''];
    if (value === undefined) isWrong = true;
    return take('%') === undefined ? (value ?? Number.NaN) : percent(value ?? Number.NaN);
  }

  function inBrackets(): number {
    const value = sum();
    if (take(')') === undefined) isWrong = true;
    return value;
  }

  function percent(value: number): number {
    const { min, max } = scope;
    const isRange = isPlace && min !== undefined && max !== undefined && Number.isFinite(max - min);
    return isRange ? min + ((max - min) * value) / 100 : value / 100;
  }

  const value = sum();
  return isWrong || at < tokens.length ? undefined : value;
}
