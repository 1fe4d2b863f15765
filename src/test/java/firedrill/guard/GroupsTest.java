package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the group that a user's files belong to")
class GroupsTest {
  private static final List<String> ACCOUNTS =
      List.of(
          "root:x:0:0:root:/root:/bin/bash",
          "me:x:1000:1000:Me:/home/me:/bin/bash",
          "you:x:1001:100:You:/home/you:/bin/bash",
          "bob:x:1002:100:Bob:/home/bob:/bin/bash",
          "odd:x:1003:1003",
          "");

  private static boolean isShared(long user, long group, String... groups) {
    return Groups.isShared(user, group, List.of(groups), ACCOUNTS);
  }

  @Test
  @DisplayName("is this user's alone where nobody else is in it")
  void own() {
    assertThat(isShared(1000, 1000, "me:x:1000:")).isFalse();
    assertThat(isShared(1000, 1000, "me:x:1000:me,root")).isFalse();
    assertThat(isShared(1000, 2000, "me:x:2000:")).isFalse();
    for (long system : new long[] {0, 1}) {
      assertThat(isShared(1000, system, "daemon:x:1:bob")).isFalse();
    }
    // In a container nobody else is known, nor need be.
    assertThat(isShared(4711, 4711)).isFalse();
    assertThat(isShared(4711, 4711, "", "x", "y:x", "z:x:12")).isFalse();
  }

  @Test
  @DisplayName("is others' too where it is their first or one of theirs, or all people's")
  void shared() {
    assertThat(isShared(1001, 100, "users:x:100:")).isTrue();
    assertThat(isShared(1000, 100, "users:x:100:")).isTrue();
    assertThat(isShared(1000, 1000, "me:x:1000:bob")).isTrue();
    assertThat(isShared(1000, 1000, "me:x:1000:me, bob")).isTrue();
    assertThat(isShared(1000, 2000, "projects:x:2000:")).isTrue();
    // As a directory service has them, which is asked by nobody here.
    assertThat(isShared(11105, 10513)).isTrue();
    assertThat(isShared(501, 20, "staff:*:20:root")).isTrue();
  }

  @Test
  @DisplayName("is known by the machine's numbers, whatever they are inside of a namespace")
  void outside() {
    List<String> map = List.of("         0       1000          1", "1 100000 65536");
    assertThat(Groups.outside(0, map)).isEqualTo(1000);
    assertThat(Groups.outside(1, map)).isEqualTo(100_000);
    assertThat(Groups.outside(65_536, map)).isEqualTo(165_535);
    assertThat(Groups.outside(65_537, map)).isEqualTo(65_537);
    assertThat(Groups.outside(7, List.of("0 0 4294967295"))).isEqualTo(7);
  }
}
