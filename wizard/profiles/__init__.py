"""The AWS config and credentials files: read as botocore reads them, checked, edited byte by byte, written safely."""
