/** Lets nobody through while it is shut. */
export function createGate() {
  let open = Promise.withResolvers<void>();
  let isOpen = false;
  return {
    passed: async () => {
      await open.promise;
      // A request that meets a dying conductor must not turn in circles.
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
    open: () => {
      isOpen = true;
      open.resolve();
    },
    shut: () => {
      if (isOpen) open = Promise.withResolvers();
      isOpen = false;
    },
  };
}
export type Gate = ReturnType<typeof createGate>;
