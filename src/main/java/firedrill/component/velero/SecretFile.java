package firedrill.component.velero;

import firedrill.guard.MinioLogin;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code velero install --secret-file} is given: a login of the store in a file of AWS' own
 * form.
 */
public record SecretFile(String text) {

  private static final String USER = "aws_access_key_id";
  private static final String PASSWORD = "aws_secret_access_key";

  public static SecretFile of(MinioLogin login) {
    return new SecretFile(
        "[default]\n%s=%s\n%s=%s\n"
            .formatted(USER, login.accessKey(), PASSWORD, login.secretKey()));
  }

  /**
   * Whose it is.
   *
   * @throws IllegalStateException naming the part that is missing
   */
  public MinioLogin login() {
    return MinioLogin.of(value(USER), value(PASSWORD));
  }

  private String value(String key) {
    Matcher line = Pattern.compile("(?m)^" + key + "=(\\S+)$").matcher(text);
    if (!line.find()) {
      throw new IllegalStateException("the file has no " + key);
    }
    return line.group(1);
  }

  @Override
  public String toString() {
    return "SecretFile[…]";
  }
}
