// Summary: the last line of a run, for programs: `e2e: passed=120 failed=0 skipped=0 seconds=81`.
import type { FullResult, Reporter, Suite, TestCase } from "@playwright/test/reporter";

export default class Summary implements Reporter {
  #suite: Suite | undefined;
  #began = Date.now();

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
    this.#began = Date.now();
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? [];
    const count = (outcome: ReturnType<TestCase["outcome"]>) => tests.filter((test) => test.outcome() === outcome).length;
    const seconds = Math.round((Date.now() - this.#began) / 1000);
    // A test that never ran because the run was cut short counts as skipped, and then `status` says so.
    console.log(
      `e2e: passed=${count("expected")} failed=${count("unexpected") + count("flaky")} skipped=${count("skipped")} seconds=${seconds} status=${result.status}`,
    );
  }

  printsToStdio(): boolean {
    return true;
  }
}
