package firedrill.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private static OptionalDouble rto(Journals journal) {
    return journal.then("run.ended").verdict().rtoMs();
  }

  private static Journals fault(double from, double to) {
    return new Journals().at(to, "fault.injected", "fault", "cut", "tookMs", to - from);
  }

  @Test
  @DisplayName(
      "from the start of the injection to the first acknowledged write, whatever gates say")
  void untilTheFirstWrite() {
    Journals journal =
        fault(1000, 1400)
            .at(3000, "gate.waiting", "gate", "g")
            .at(4000, "gate.passed", "gate", "g", "tookMs", 900)
            .at(9000, "workload.stopped", "served", List.of(List.of(0, 990), List.of(6000, 8000)));
    assertThat(rto(journal).orElseThrow()).isCloseTo(5000, within(0.001));
  }

  @Test
  @DisplayName("a write acknowledged while the fault strikes does not shorten the outage")
  void whileItStrikes() {
    Journals journal =
        fault(1000, 1400)
            .at(9000, "workload.stopped", "served", List.of(List.of(0, 1300), List.of(6000, 8000)));
    assertThat(rto(journal).orElseThrow()).isCloseTo(5000, within(0.001));
  }

  @Test
  @DisplayName("service that goes on for a while is no outage: it begins with the last write")
  void servedOn() {
    Journals journal =
        fault(1000, 1100)
            .at(9000, "workload.stopped", "served", List.of(List.of(0, 4000), List.of(6500, 8000)));
    assertThat(rto(journal).orElseThrow()).isCloseTo(2500, within(0.001));
  }

  @Test
  @DisplayName("of several outages the longest counts, and a silence before any fault does not")
  void longest() {
    Journals journal =
        fault(1000, 1000)
            .at(2000, "write.acknowledged", "what", "w")
            .at(5000, "fault.injected", "fault", "cut", "tookMs", 0)
            .at(8000, "write.acknowledged", "what", "w")
            .at(9000, "workload.stopped", "served", List.of(List.of(-900, -800)));
    assertThat(rto(journal).orElseThrow()).isCloseTo(3000, within(0.001));
  }

  @Test
  @DisplayName("two faults in one outage count from the first")
  void together() {
    Journals journal =
        fault(1000, 1000)
            .at(5000, "fault.injected", "fault", "wiped", "tookMs", 10)
            .at(8000, "write.acknowledged", "what", "w");
    assertThat(rto(journal).orElseThrow()).isCloseTo(7000, within(0.001));
  }

  @Test
  @DisplayName("users who were never served again: no RTO, also when gates were passed")
  void never() {
    Journals journal =
        fault(1000, 1000)
            .at(3000, "gate.waiting", "gate", "g")
            .at(4000, "gate.passed", "gate", "g", "tookMs", 900)
            .at(9000, "workload.stopped", "served", List.of(List.of(0, 990)));
    assertThat(rto(journal)).isEmpty();
  }
}
