package firedrill.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A checkout")
class CheckoutTest {
  @TempDir Path folder;

  @Test
  @DisplayName("whose ERP has not been packaged says so, and how, before a pod of it is started")
  void not_packaged() throws IOException {
    refused();
    Files.createDirectories(folder.resolve("target/erp/lib"));
    refused();
    Files.createFile(folder.resolve("target/erp/erp.jar"));
    refused();
    Files.createFile(folder.resolve("target/erp/lib/postgresql.jar"));
    assertThat(Checkout.erp(folder)).isEqualTo(folder.resolve("target/erp"));
  }

  private void refused() {
    assertThatThrownBy(() -> Checkout.erp(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(folder.resolve("target/erp").toString())
        .hasMessageContaining("mvn package -Dskip.unit.tests=true");
  }
}
