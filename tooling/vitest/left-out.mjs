/**
 * A reporter of vitest that names every test that did not run, so that nothing is left out in silence: the name says
 * what was missing. `.ci/run` gathers these lines at its end.
 */
export default class LeftOut {
  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        console.log(`left out: ${test.fullName} (${module.relativeModuleId})`);
      }
    }
  }
}
