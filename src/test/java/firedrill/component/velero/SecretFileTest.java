package firedrill.component.velero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.guard.MinioLogin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The file with Velero's login")
class SecretFileTest {

  @Test
  @DisplayName("gives back the login that was written")
  void there_and_back() {
    MinioLogin login = MinioLogin.fresh();
    MinioLogin back = new SecretFile(SecretFile.of(login).text()).login();
    assertThat(back.accessKey()).isEqualTo(login.accessKey());
    assertThat(back.secretKey()).isEqualTo(login.secretKey());
  }

  @Test
  @DisplayName("red: a part that is missing is named")
  void missing() {
    assertThatThrownBy(() -> new SecretFile("[default]\naws_access_key_id=a\n").login())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("aws_secret_access_key");
  }

  @Test
  @DisplayName("is not told in words")
  void hidden() {
    MinioLogin login = MinioLogin.fresh();
    assertThat(SecretFile.of(login).toString()).doesNotContain(login.secretKey());
  }
}
