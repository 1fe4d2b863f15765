package firedrill.component.longhorn.saved;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is no text, or not yet: it is called what it is, with what opens it. */
final class Sealed {

  /** By first bytes, in ISO 8859-1. */
  private static final Map<String, String> FORMS = new LinkedHashMap<>();

  /** Of bbolt, behind the header of its first page. */
  private static final byte[] ETCD = {(byte) 0xed, (byte) 0xda, 0x0c, (byte) 0xed};

  static {
    FORMS.put("\u00fd7zXZ\0", "packed by xz; unpack it first (xz -dk)");
    FORMS.put("\u0028\u00b5\u002f\u00fd", "packed by zstd; unpack it first (zstd -dk)");
    FORMS.put("BZh", "packed by bzip2; unpack it first (bzip2 -dk)");
    FORMS.put("\u0004\"M\u0018", "packed by lz4; unpack it first (lz4 -dk)");
    FORMS.put("7z\u00bc\u00af", "packed by 7-Zip; unpack it first (7z x)");
    FORMS.put("Rar!", "packed by RAR; unpack it first (unrar x)");
    FORMS.put("-----BEGIN PGP", "encrypted by GnuPG; decrypt it first (gpg -d)");
    FORMS.put("-----BEGIN AGE", "encrypted by age; decrypt it first (age -d)");
    FORMS.put("age-encryption.org", "encrypted by age; decrypt it first (age -d)");
    FORMS.put("Salted__", "encrypted by OpenSSL; decrypt it first (openssl enc -d)");
    FORMS.put("$ANSIBLE_VAULT", "encrypted by Ansible; decrypt it first (ansible-vault decrypt)");
    FORMS.put("version https://git-lfs", "a pointer of Git LFS, not the file (git lfs pull)");
    FORMS.put("SQLite format 3", "a database (SQLite), no list of resources");
  }

  private Sealed() {}

  /**
   * @throws IOException saying what it is
   */
  static void requireOpen(byte[] bytes) throws IOException {
    String first = new String(bytes, 0, Math.min(64, bytes.length), StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> form : FORMS.entrySet()) {
      if (first.startsWith(form.getKey())) {
        throw new IOException("it is " + form.getValue());
      }
    }
    if (bytes.length >= 20 && Arrays.equals(Arrays.copyOfRange(bytes, 16, 20), ETCD)) {
      throw new IOException(
          "it is a snapshot of etcd: restore it to an etcd and an API server off the cluster, and"
              + " take the resources from there (kubectl get -o yaml)");
    }
    byte[] text = Encoding.text(bytes).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0 && isBinary(text)) {
        throw new IOException("it is no text but a program's own file, or an image");
      }
      if (text[i] == 0) {
        boolean all = Arrays.equals(text, new byte[text.length]);
        throw new IOException(
            "it holds zeros "
                + (all ? "and nothing else" : "from byte " + i + " on")
                + ", where text should stand: a power cut does that. What stood there is lost;"
                + " bring another copy");
      }
    }
  }

  private static boolean isBinary(byte[] text) {
    for (byte b : text) {
      if (b > 0 && b < '\t') {
        return true;
      }
    }
    return false;
  }
}
