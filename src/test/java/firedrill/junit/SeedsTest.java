package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SeedsTest {

  private static List<Long> draw(Random stream, int count) {
    return IntStream.range(0, count).mapToObj(i -> stream.nextLong()).toList();
  }

  @Test
  @DisplayName("same seed, same schedule, whatever other streams draw and in whatever order")
  void sameSchedule() {
    Seeds one = new Seeds(7);
    draw(one.stream("faults"), 100);
    List<Long> first = draw(one.stream("entries"), 50);
    Seeds two = new Seeds(7);
    List<Long> again = draw(two.stream("entries"), 50);
    assertThat(again).isEqualTo(first);
  }

  @Test
  @DisplayName("a stream goes on where it was left")
  void goesOn() {
    Seeds one = new Seeds(7);
    draw(one.stream("entries"), 10);
    List<Long> rest = draw(one.stream("entries"), 10);
    assertThat(draw(new Seeds(7).stream("entries"), 20).subList(10, 20)).isEqualTo(rest);
  }

  @Test
  @DisplayName("another seed or another name is another stream")
  void different() {
    List<Long> base = draw(new Seeds(7).stream("entries"), 5);
    assertThat(draw(new Seeds(8).stream("entries"), 5)).isNotEqualTo(base);
    assertThat(draw(new Seeds(7).stream("faults"), 5)).isNotEqualTo(base);
  }
}
