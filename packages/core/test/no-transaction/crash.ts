import { type Connect, connect } from "../../src/postgres/connect.js";
import { ServerError } from "../../src/types/session.js";

/** A way to open connections whose first one ends behind a certain call. */
export interface Crash {
  readonly connect: Connect;
  /** Texts that the first connection has sent, in their order. */
  readonly sent: readonly string[];
}

/**
 * The first connection dies when the server has answered the first call for which `behind` holds: as if the process had
 * been killed between this call and the next.
 */
export function crashBehind(behind: (text: string, index: number) => boolean): Crash {
  const sent: string[] = [];
  let first = true;
  return {
    sent,
    connect: async (url, options) => {
      const inner = await connect(url, options);
      if (!first) return inner;
      first = false;
      let dead = false;
      const call = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
        if (dead) throw new ServerError("the connection was cut by the test", "CONNECTION_CLOSED");
        const index = sent.push(text) - 1;
        const [outcome] = await Promise.allSettled([work()]);
        if (!dead && behind(text, index)) {
          dead = true;
          await inner.close();
        }
        if (dead) throw new ServerError("the connection was cut by the test", "CONNECTION_CLOSED");
        if (outcome.status === "rejected") throw outcome.reason;
        return outcome.value;
      };
      return new Proxy(inner, {
        get(target, key) {
          if (key === "run" || key === "query" || key === "values")
            return (text: string, parameters?: never) =>
              call(text, () =>
                (target[key] as (text: string, parameters?: never) => Promise<unknown>)(text, parameters),
              );
          if (key === "lost") return dead || target.lost;
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
        set: (target, key, value) => Reflect.set(target, key, value, target),
      });
    },
  };
}
