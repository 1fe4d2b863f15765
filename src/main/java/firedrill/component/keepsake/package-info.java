/** Volumes with known content that must survive: Traefik's certificates, the backup volume. */
package firedrill.component.keepsake;
