package firedrill.sandbox.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The order of builds. The longest goes first, so that none is left to run alone at the end, and
 * two never share a module at a time: they would compile the same packages twice.
 */
final class BuildQueue {

  /** One program to build. */
  record Job(String name, String module, int cpuSeconds) {}

  private final List<Job> waiting;
  private final Set<String> busy = new HashSet<>();

  BuildQueue(List<Job> jobs) {
    waiting = new ArrayList<>(jobs);
    waiting.sort(Comparator.comparingInt(Job::cpuSeconds).reversed().thenComparing(Job::name));
  }

  /** The next job, after waiting for a free module; empty when all have been handed out. */
  synchronized Optional<Job> take() throws InterruptedException {
    while (!waiting.isEmpty()) {
      Optional<Job> next = waiting.stream().filter(j -> !busy.contains(j.module())).findFirst();
      if (next.isPresent()) {
        waiting.remove(next.get());
        busy.add(next.get().module());
        return next;
      }
      wait();
    }
    return Optional.empty();
  }

  synchronized void done(Job job) {
    busy.remove(job.module());
    notifyAll();
  }

  /** Nothing more is handed out; what runs goes on. */
  synchronized void abandon() {
    waiting.clear();
    notifyAll();
  }
}
