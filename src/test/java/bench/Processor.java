package bench;

import java.time.Duration;

/**
 * Processor time in seconds, as the kernel counts it.
 *
 * @param harness of this process
 * @param servers of the processes that are a {@code minio}
 */
record Processor(double harness, double servers) {

  static Processor now() {
    return new Processor(
        seconds(ProcessHandle.current()),
        ProcessHandle.allProcesses()
            .filter(p -> p.info().command().filter(c -> c.endsWith("/minio")).isPresent())
            .mapToDouble(Processor::seconds)
            .sum());
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  Processor since(Processor before) {
    return new Processor(harness - before.harness, servers - before.servers);
  }
}
