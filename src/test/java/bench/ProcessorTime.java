package bench;

import java.time.Duration;

/**
 * Processor time in seconds, as the kernel counts it.
 *
 * @param harness of this process
 * @param servers of the processes that are a {@code minio}
 */
record ProcessorTime(double harness, double servers) {

  static ProcessorTime now() {
    return new ProcessorTime(
        seconds(ProcessHandle.current()),
        ProcessHandle.allProcesses()
            .filter(p -> p.info().command().filter(c -> c.endsWith("/minio")).isPresent())
            .mapToDouble(ProcessorTime::seconds)
            .sum());
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  ProcessorTime since(ProcessorTime before) {
    return new ProcessorTime(harness - before.harness, servers - before.servers);
  }
}
