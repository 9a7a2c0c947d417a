"""FHIR R4: resources of a record become answers, each with the resource and the date it comes from."""

from fibrocare.exchange.fhir.record import BadRecord, read_record

__all__ = ["BadRecord", "read_record"]
