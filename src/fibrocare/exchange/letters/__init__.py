"""Letters as drafts in words, and as accessible PDFs. A clinician reads, changes and signs each before it leaves."""
