package drills;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class WrongBitTest {

  private static final String TEXT = "second state, as its users left it";

  private static byte[] archive() throws IOException {
    StringBuilder whole = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      whole.append(i == 200 ? "{\"content\":\"" + TEXT + "\"}" : "\"key-" + random.nextInt(99));
      whole.append(i == 300 ? "{\"content\":\"" + TEXT + "\"}" : "\": {}, ");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(whole.toString().getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  private static long bitsThatDiffer(byte[] one, byte[] other) {
    long bits = 0;
    for (int i = 0; i < one.length; i++) {
      bits += Integer.bitCount((one[i] ^ other[i]) & 0xff);
    }
    return bits;
  }

  @Test
  void one_bit_in_a_text_makes_it_another_and_only_the_sum_tells() throws IOException {
    byte[] whole = archive();
    byte[] other = WrongBit.inText(whole, TEXT);
    assertThat(bitsThatDiffer(whole, other)).isEqualTo(1);
    assertThat(WrongBit.isSumRight(whole)).isTrue();
    assertThat(WrongBit.isSumRight(other)).isFalse();
  }

  @Test
  void one_bit_in_the_middle_ends_the_reading() throws IOException {
    byte[] whole = archive();
    byte[] other = WrongBit.unreadable(whole);
    assertThat(bitsThatDiffer(whole, other)).isEqualTo(1);
    assertThat(WrongBit.isSumRight(other)).isFalse();
  }

  @Test
  void a_replaced_text_has_a_right_sum() throws IOException {
    byte[] other = WrongBit.replaced(archive(), TEXT, TEXT.replace("second", "number"));
    assertThat(WrongBit.isSumRight(other)).isTrue();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(other))) {
      assertThat(new String(in.readAllBytes(), UTF_8))
          .contains("number state")
          .doesNotContain(TEXT);
    }
  }

  @Test
  void a_text_that_is_not_there_is_named() throws IOException {
    byte[] whole = archive();
    assertThatThrownBy(() -> WrongBit.inText(whole, "nowhere"))
        .hasMessageContaining("does not hold 'nowhere'");
  }
}
