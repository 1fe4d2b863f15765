package firedrill.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The timeline's axis: journal time in milliseconds to picture units.
 *
 * <p>It begins at the steady state and ends with the verification: building the lab and taking it
 * down say nothing about the recovery and would squeeze what does.
 */
record Axis(double from, double to, double zero, double left, double right) {

  private static final List<Double> STEPS =
      List.of(
          50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3,
          1800e3, 3600e3);

  static Axis of(RecordedScenario scenario, double left, double right) {
    List<RecordedScenario.Span> drawn = drawn(scenario);
    double from = drawn.stream().mapToDouble(RecordedScenario.Span::from).min().orElse(0);
    double to = drawn.stream().mapToDouble(RecordedScenario.Span::to).max().orElse(scenario.end());
    OptionalDouble fault = scenario.faultAt();
    return new Axis(from, Math.max(to, from + 1), fault.orElse(from), left, right);
  }

  static List<RecordedScenario.Span> drawn(RecordedScenario scenario) {
    List<RecordedScenario.Span> all = scenario.phases();
    List<RecordedScenario.Span> drawn =
        all.stream()
            .filter(p -> !p.phase().equals("prepare") && !p.phase().equals("teardown"))
            .toList();
    return drawn.isEmpty() ? all : drawn;
  }

  double x(double t) {
    double clamped = Math.max(from, Math.min(to, t));
    return left + (clamped - from) / (to - from) * (right - left);
  }

  boolean shows(double t) {
    return t >= from && t <= to;
  }

  /** Distance between two ticks, in milliseconds, for at most eight of them. */
  double step() {
    return STEPS.stream().filter(s -> (to - from) / s <= 8).findFirst().orElse((to - from) / 4);
  }

  /** First tick that shows, counted from the fault. */
  double firstTick() {
    return zero + Math.ceil((from - zero) / step()) * step();
  }
}
