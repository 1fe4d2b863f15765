package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.StoreAnswer;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectOutcome;
import firedrill.integrity.ObjectWrite;
import firedrill.junit.DrillRun;
import java.io.IOException;
import java.util.Arrays;

/**
 * One object that is sent in parts, the last of them after hosts were lost: one write in the
 * ledger, intended before its first part is sent.
 */
final class UploadUnderWay {

  private static final int LAST_BYTES = 1000;

  private final HostOfObjects host;
  private final ObjectLedger ledger;
  private final ObjectWrite write;
  private final byte[] last;
  private final OpenUpload upload;

  private UploadUnderWay(
      HostOfObjects host, ObjectLedger ledger, ObjectWrite write, byte[] last, OpenUpload upload) {
    this.host = host;
    this.ledger = ledger;
    this.write = write;
    this.last = last;
    this.upload = upload;
  }

  /** Sends the first part. */
  static UploadUnderWay begin(DrillRun run, HostOfObjects host, ObjectLedger ledger, ObjectKey key)
      throws IOException {
    byte[] whole = new byte[ObjectClient.PART_BYTES + LAST_BYTES];
    run.random("upload").nextBytes(whole);
    ObjectWrite write = ledger.intendPut(key, whole);
    OpenUpload upload =
        host.client()
            .begin(key.bucket(), key.name(), Arrays.copyOf(whole, ObjectClient.PART_BYTES))
            .orThrow("begin " + key);
    byte[] last = Arrays.copyOfRange(whole, ObjectClient.PART_BYTES, whole.length);
    return new UploadUnderWay(host, ledger, write, last, upload);
  }

  ObjectKey key() {
    return write.key();
  }

  /** Sends the last part and asks for the whole; what is answered goes into the ledger. */
  ObjectOutcome end() throws IOException {
    ObjectOutcome outcome = HostOfObjects.outcome(host.client().finish(upload, last));
    ledger.settle(write, outcome);
    return outcome;
  }

  /** The same once more, by way of whoever is asked now. */
  StoreAnswer<String> again(ObjectClient by) {
    return by.finish(upload, last);
  }
}
