package firedrill.component.vault;

import org.springframework.vault.VaultException;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultResponse;
import org.springframework.web.client.HttpStatusCodeException;

/**
 * What Vault answers to somebody who asks for a secret.
 *
 * @param status HTTP's: 200 with the secret, 404 where there is none, 503 while Vault is sealed
 * @param text its own words; empty with a secret, or where there is none
 */
public record SecretAnswer(int status, String text) {

  private static final int FOUND = 200;
  private static final int NONE = 404;

  /** {@code AdjustErrorStatusCode} of Vault's {@code sdk/logical/response_util.go}. */
  private static final int SEALED = 503;

  /**
   * @throws VaultException when Vault gives no answer that HTTP has a status for
   */
  static SecretAnswer of(VaultTemplate vault, String path) {
    try {
      VaultResponse secret = vault.read(path);
      return new SecretAnswer(secret == null ? NONE : FOUND, "");
    } catch (VaultException e) {
      if (e.getCause() instanceof HttpStatusCodeException refused) {
        return new SecretAnswer(refused.getStatusCode().value(), e.getMessage());
      }
      throw e;
    }
  }

  /** Whether the secret was handed out. */
  public boolean isServed() {
    return status == FOUND;
  }

  /** Whether nothing is handed out because Vault is sealed. */
  public boolean isRefusedAsSealed() {
    return status == SEALED;
  }

  @Override
  public String toString() {
    return "HTTP " + status + (text.isEmpty() ? "" : ", " + text);
  }
}
