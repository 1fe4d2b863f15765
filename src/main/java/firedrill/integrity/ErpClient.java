package firedrill.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** The ERP as a client sees it. */
public interface ErpClient {

  /** Posts once, without retry; never throws for what the ERP or the network does. */
  Outcome post(Entry entry) throws InterruptedException;

  /**
   * Reads JSON.
   *
   * @throws IOException when the answer is not a 200 with JSON; the message holds status and body
   */
  JsonNode get(String path) throws IOException, InterruptedException;

  /**
   * Reads bytes.
   *
   * @return empty when the ERP answers 404
   */
  Optional<byte[]> bytes(String path) throws IOException, InterruptedException;
}
