package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the end of a tar")
class TarEndTest {
  private static TarEnd tar(int data, int zeros) {
    byte[] bytes = new byte[data + zeros];
    Arrays.fill(bytes, 0, data, (byte) 1);
    return new TarEnd(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @CsvSource({"700,511,false", "700,512,true", "700,513,true", "1,1024,true", "512,0,false"})
  @DisplayName("is a block of zeros, however it is read")
  void block(int data, int zeros, boolean there) throws IOException {
    TarEnd whole = tar(data, zeros);
    assertThat(whole.readAllBytes()).hasSize(data + zeros);
    assertThat(whole.isThere()).isEqualTo(there);
    TarEnd single = tar(data, zeros);
    int read = 0;
    for (int one = single.read(); one >= 0; one = single.read()) {
      assertThat(one).isEqualTo(read++ < data ? 1 : 0);
    }
    assertThat(single.isThere()).isEqualTo(there);
    TarEnd skipped = tar(data, zeros);
    for (long some = skipped.skip(300); some > 0; some = skipped.skip(300)) {
      assertThat(some).isBetween(1L, 300L);
    }
    assertThat(skipped.isThere()).isEqualTo(there);
  }

  @Test
  @DisplayName("is told of the last bytes alone, and there is no way back")
  void last() throws IOException {
    byte[] bytes = new byte[2000];
    bytes[1600] = 1;
    TarEnd tar = new TarEnd(new ByteArrayInputStream(bytes));
    byte[] some = new byte[900];
    assertThat(tar.read(some, 100, 800)).isEqualTo(800);
    assertThat(tar.isThere()).isTrue();
    assertThat(tar.readAllBytes()).hasSize(1200);
    assertThat(tar.isThere()).isFalse();
    assertThat(tar.markSupported()).isFalse();
  }
}
